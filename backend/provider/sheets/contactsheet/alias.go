package contactsheet

// Fields that a column can hold. They are the keys of Mapping.Columns.
const (
	FieldName      = "name"
	FieldFirstName = "first_name"
	FieldLastName  = "last_name"
	FieldEmail     = "email"
	FieldRole      = "role"
	FieldOutlet    = "outlet"
	FieldStatus    = "status"
	FieldAdded     = "added"
	// FieldStatusDate is the day of the status; it is written together with it.
	FieldStatusDate = "status_date"
)

// Fields returns the fields that a column can hold, in the order in which they are looked for and told to people.
func Fields() []string {
	return []string{FieldName, FieldFirstName, FieldLastName, FieldEmail, FieldRole, FieldOutlet, FieldStatus, FieldAdded, FieldStatusDate}
}

// aliases returns the folded names of a field's column, surest first: where two columns fit, the surer name wins.
// Languages: en, de, fr, es, it, pt, nl, sv, da, no, pl, fi.
func aliases(field string) []string {
	switch field {
	case FieldName:
		return []string{
			"name", "full name", "contact name", "fullname", "display name", "your name", "dj name", "person",
			"vollstandiger name", "kontaktname", "ansprechpartner", "ansprechpartnerin", "ansprechperson",
			"nom complet", "nom et prenom", "prenom et nom", "nom du contact", "nom", "nombre completo", "nombre y apellidos", "nombre",
			"nome completo", "nome e cognome", "nominativo", "nome", "volledige naam", "naam", "contactpersoon",
			"namn", "fullstandigt namn", "navn", "fulde navn", "fullt navn", "imie i nazwisko", "nazwa", "nimi", "koko nimi",
			"contact", "kontakt", "contacto", "contatto", "contato", "kontaktperson", "yhteyshenkilo", "osoba kontaktowa",
		}
	case FieldFirstName:
		return []string{"first name", "firstname", "given name", "forename", "vorname", "prenom", "primer nombre", "primeiro nome",
			"nome proprio", "voornaam", "fornamn", "fornavn", "imie", "etunimi"}
	case FieldLastName:
		return []string{"last name", "lastname", "surname", "family name", "nachname", "familienname", "nom de famille", "apellido",
			"apellidos", "cognome", "sobrenome", "apelido", "achternaam", "efternamn", "efternavn", "etternavn", "nazwisko", "sukunimi"}
	case FieldEmail:
		return []string{"email", "e mail", "email address", "e mail address", "mail", "contact email", "work email", "email 1",
			"primary email", "mail address", "e mails", "emails",
			"e mail adresse", "email adresse", "mailadresse", "emailadresse", "courriel", "adresse e mail", "adresse email", "adresse mail",
			"adresse electronique", "mel", "correo", "correo electronico", "direccion de correo", "posta elettronica", "indirizzo email",
			"indirizzo e mail", "indirizzo mail", "correio eletronico", "endereco de email", "endereco de e mail", "e mailadres", "emailadres", "mailadres",
			"e post", "epost", "e postadress", "epostadress", "mejl", "mejladress", "mailadress", "e mailadresse", "e postadresse", "epostadresse",
			"adres e mail", "adres email", "poczta", "sahkoposti", "sahkopostiosoite"}
	case FieldRole:
		return []string{"role", "job title", "job role", "job", "position", "contact type", "function", "title", "type",
			"rolle", "funktion", "stellung", "beruf", "aufgabe", "role du contact", "fonction", "poste", "metier", "rol", "funcion", "cargo", "puesto",
			"ruolo", "funzione", "qualifica", "mansione", "funcao", "papel", "functie", "beroep", "roll", "befattning", "titel", "stilling", "tittel",
			"rola", "stanowisko", "funkcja", "rooli", "tehtava", "titteli", "asema yrityksessa"}
	case FieldOutlet:
		return []string{"outlet", "station", "radio station", "media outlet", "station name", "outlet name", "station outlet", "outlet station",
			"publication", "radio", "show", "programme", "program", "channel", "blog", "magazine", "company", "organisation", "organization", "media",
			"sender", "radiosender", "medium", "redaktion", "firma", "station de radio", "chaine", "emission", "societe", "emisora", "medio", "empresa",
			"emittente", "testata", "stazione", "azienda", "emissora", "veiculo", "estacao", "zender", "omroep", "radiozender", "bedrijf",
			"radiostation", "kanal", "foretag", "radiokanal", "medie", "stasjon", "radiostasjon", "selskap", "stacja", "stacja radiowa", "rozglosnia",
			"redakcja", "asema", "radioasema", "kanava", "yritys"}
	case FieldStatus:
		return []string{"status", "contact status", "outreach status", "pitch status", "campaign status", "stage", "progress",
			"kontaktstatus", "bearbeitungsstand", "stand", "statut", "etat", "avancement", "estado", "situacion", "stato", "situazione", "situacao",
			"stadium", "lage", "tilstand", "stan", "tila", "vaihe"}
	case FieldAdded:
		return []string{"added", "added date", "date added", "added on", "added at", "add date", "created", "created date", "date created", "created at",
			"created on", "hinzugefugt", "hinzugefugt am", "datum hinzugefugt", "angelegt am", "angelegt", "erstellt am", "erstellt", "aufgenommen am", "ajoute le",
			"ajoute", "date d ajout", "date ajout", "cree le", "date de creation", "anadido", "anadido el", "fecha de alta", "fecha anadido", "agregado",
			"fecha agregado", "fecha de creacion", "aggiunto", "aggiunto il", "data aggiunta", "data di aggiunta", "data inserimento", "adicionado", "adicionado em",
			"data de adicao", "data adicao", "data de inclusao", "toegevoegd", "toegevoegd op", "datum toegevoegd", "tillagd", "tillagd den", "datum tillagd",
			"tilfojet", "tilfojet den", "dato tilfojet", "lagt til", "lagt til dato", "dato lagt til", "opprettet", "dodano", "data dodania", "dodany", "lisatty",
			"lisayspaiva", "paivays", "date", "datum", "fecha", "data", "dato", "pvm"}
	case FieldStatusDate: // only words that name the status: a day of a call or of a mail is somebody's own column
		return []string{"status date", "date of status", "status changed", "status changed on", "status updated", "status updated on", "status since", "status as of",
			"statusdatum", "datum status", "status vom", "status seit", "status geandert am", "stand vom", "date du statut", "date statut", "statut depuis",
			"fecha de estado", "fecha estado", "fecha del estado", "data stato", "data dello stato", "data do estado", "data status", "data do status",
			"datum van status", "status andrad", "statusdato", "dato for status", "status endret", "data statusu", "tilan paivays", "tila pvm"}
	}
	return nil
}

// totals are the folded words that begin a line of sums.
func totals() []string {
	return []string{"total", "totals", "grand total", "subtotal", "sum", "count", "summe", "gesamt", "gesamtsumme", "insgesamt", "anzahl", "somme", "total general",
		"totale", "somma", "suma", "soma", "totaal", "aantal", "summa", "totalt", "antal", "antall", "i alt", "ialt", "razem", "lacznie", "yhteensa"}
}
