package contactsheet

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"mixdown/backend/apperr"
)

func cells(words ...string) []any {
	row := make([]any, len(words))
	for i, w := range words {
		row[i] = w
	}
	return row
}

func TestFindHeader(t *testing.T) {
	for _, c := range []struct {
		name string
		rows [][]any
		row  int
		want map[string]int
	}{
		{"as the guide shows", [][]any{cells("Name", "Email", "Role", "Status", "Added Date")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "status": 3, "added": 4}},
		{"another order, other columns between", [][]any{cells("Status", "Phone", "E-Mail", "", "Contact name")}, 0,
			map[string]int{"status": 0, "email": 2, "name": 4}},
		{"below a merged title and a note", [][]any{cells("Spring radio: contacts"), {}, cells("", "last edited by Ann"), cells("Name", "Email")}, 3,
			map[string]int{"name": 0, "email": 1}},
		{"one column", [][]any{cells("List"), cells("Email")}, 1, map[string]int{"email": 0}},
		{"in brackets", [][]any{cells("A (Name)", "Email (work)", "Added date (dd/mm)")}, 0, map[string]int{"name": 0, "email": 1, "added": 2}},
		{"the surer name wins", [][]any{cells("Date", "Contact", "Name", "Work email", "Email", "Date added")}, 0,
			map[string]int{"name": 2, "email": 4, "added": 5}},
		{"de", [][]any{cells("Vorname", "Nachname", "E-Mail-Adresse", "Rolle", "Sender", "Bearbeitungsstand", "Hinzugefügt am")}, 0,
			map[string]int{"first_name": 0, "last_name": 1, "email": 2, "role": 3, "outlet": 4, "status": 5, "added": 6}},
		{"fr", [][]any{cells("Prénom", "Nom", "Courriel", "Rôle", "Radio", "Statut", "Ajouté le")}, 0,
			map[string]int{"first_name": 0, "name": 1, "email": 2, "role": 3, "outlet": 4, "status": 5, "added": 6}},
		{"es", [][]any{cells("Nombre", "Apellidos", "Correo electrónico", "Función", "Emisora", "Estado", "Fecha de alta")}, 0,
			map[string]int{"name": 0, "last_name": 1, "email": 2, "role": 3, "outlet": 4, "status": 5, "added": 6}},
		{"it", [][]any{cells("Nome", "Cognome", "Indirizzo email", "Ruolo", "Emittente", "Stato", "Aggiunto il")}, 0,
			map[string]int{"name": 0, "last_name": 1, "email": 2, "role": 3, "outlet": 4, "status": 5, "added": 6}},
		{"pt", [][]any{cells("Nome completo", "Correio eletrônico", "Função", "Emissora", "Situação", "Adicionado em")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"nl", [][]any{cells("Naam", "E-mailadres", "Functie", "Zender", "Status", "Toegevoegd op")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"sv", [][]any{cells("Namn", "E-post", "Roll", "Kanal", "Status", "Tillagd")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"da", [][]any{cells("Navn", "Mail", "Stilling", "Medie", "Status", "Tilføjet")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"no", [][]any{cells("Navn", "E-postadresse", "Rolle", "Stasjon", "Status", "Lagt til")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"pl", [][]any{cells("Imię i nazwisko", "Adres e-mail", "Stanowisko", "Rozgłośnia", "Status", "Data dodania")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
		{"fi", [][]any{cells("Nimi", "Sähköposti", "Tehtävä", "Asema", "Tila", "Lisätty")}, 0,
			map[string]int{"name": 0, "email": 1, "role": 2, "outlet": 3, "status": 4, "added": 5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m, err := FindHeader(c.rows, "The tab “Contacts”")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, m.Columns); diff != "" || m.Row != c.row {
				t.Errorf("row %d, want %d; %s", m.Row, c.row, diff)
			}
		})
	}
}

func TestFindHeaderSaysWhatItFound(t *testing.T) {
	for _, c := range []struct {
		rows [][]any
		says string
	}{
		{nil, "is empty"},
		{[][]any{{}, cells(" ")}, "is empty"},
		{[][]any{cells("Role", "Status", "Phone")}, "“Role”, “Status”, “Phone”"},
		{[][]any{{}, cells("Ann", "ann@b.example", "DJ")}, "Row 2 has: “Ann”, “an email address”, “DJ”"},
		{append(make([][]any, HeaderRows), cells("Name", "Email")), "is empty"},
	} {
		_, err := FindHeader(c.rows, "The tab “Contacts”")
		if apperr.CodeOf(err) != apperr.SheetShape || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: %v (%s), want %q", c.rows, err, apperr.CodeOf(err), c.says)
		}
	}
}

func TestAliasesAreFoldedAndOfOneField(t *testing.T) {
	of := map[string]string{}
	for _, field := range Fields() {
		for _, alias := range aliases(field) {
			if Fold(alias) != alias {
				t.Errorf("%s: %q is never met: folded it is %q", field, alias, Fold(alias))
			}
			if other, ok := of[alias]; ok && other != field {
				t.Errorf("%q is of %s and of %s", alias, other, field)
			}
			of[alias] = field
		}
	}
}
