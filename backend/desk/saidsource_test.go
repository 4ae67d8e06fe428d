package desk_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// hole stands in a sentence of the source for what is only known when the program runs.
const hole = "\x00"

// source is the syntax of the program's packages, enough of it to tell what a sentence says.
type source struct {
	fset  *token.FileSet
	files map[string][]*ast.File // by directory
}

// terminal are the packages whose sentences no window ever shows.
var terminal = regexp.MustCompile(`^\.\./(cli|sandbox)(/|$)|providertest|/testdata`)

func readSource(t *testing.T) source {
	s := source{fset: token.NewFileSet(), files: map[string][]*ast.File{}}
	must(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || terminal.MatchString(path) {
			return err
		}
		file, err := parser.ParseFile(s.fset, path, nil, parser.SkipObjectResolution)
		if err == nil {
			s.files[filepath.Dir(path)] = append(s.files[filepath.Dir(path)], file)
		}
		return err
	}))
	return s
}

// scope is where an expression stands: its package and the function around it.
type scope struct {
	dir string
	in  *ast.FuncDecl
}

// say returns all that an expression may say, a hole for each part that is not in the source.
func (s source) say(at scope, e ast.Expr, depth int) []string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING && (depth == 0 || len(e.Value) > 2) { // a variable that begins empty is filled before it is said
			return []string{constant.StringVal(constant.MakeFromLiteral(e.Value, token.STRING, 0))}
		}
	case *ast.ParenExpr:
		return s.say(at, e.X, depth)
	case *ast.BinaryExpr:
		var out []string
		for _, left := range s.say(at, e.X, depth) {
			for _, right := range s.say(at, e.Y, depth) {
				out = append(out, left+right)
			}
		}
		return out
	case *ast.CallExpr:
		if fun, ok := e.Fun.(*ast.SelectorExpr); ok && fun.Sel.Name == "Sprintf" {
			var out []string
			for _, format := range s.say(at, e.Args[0], depth) {
				out = append(out, verb.ReplaceAllStringFunc(format, func(v string) string {
					if strings.HasSuffix(v, "d") {
						return "7"
					}
					return hole
				}))
			}
			return out
		}
	case *ast.Ident:
		if depth < 4 {
			if found := s.named(at, e.Name, depth+1); len(found) > 0 {
				return found
			}
		}
	}
	return []string{hole}
}

var verb = regexp.MustCompile(`%%?[#+0-9.]*[a-z]`)

// named returns what a name may say: a constant or variable of the package, what the function assigns it, or what its callers pass.
func (s source) named(at scope, name string, depth int) []string {
	var out []string
	add := func(sc scope, e ast.Expr) { out = append(out, s.say(sc, e, depth)...) }
	if at.in != nil {
		for i, p := range params(at.in) {
			if p == name {
				s.calls(at.dir, at.in.Name.Name, func(sc scope, call *ast.CallExpr) {
					if i < len(call.Args) {
						add(sc, call.Args[i])
					}
				})
				return out
			}
		}
		ast.Inspect(at.in, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if id, ok := left.(*ast.Ident); ok && id.Name == name && len(n.Rhs) == len(n.Lhs) {
						if n.Tok == token.ADD_ASSIGN {
							for _, before := range slices.Clone(out) {
								for _, more := range s.say(at, n.Rhs[i], depth) {
									out = append(out, before+more)
								}
							}
							continue
						}
						add(at, n.Rhs[i])
					}
				}
			case *ast.ValueSpec:
				for i, id := range n.Names {
					if id.Name == name && i < len(n.Values) {
						add(at, n.Values[i])
					}
				}
			}
			return true
		})
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range s.files[at.dir] {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range g.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					for i, id := range v.Names {
						if id.Name == name && i < len(v.Values) {
							add(scope{at.dir, nil}, v.Values[i])
						}
					}
				}
			}
		}
	}
	return out
}

func params(f *ast.FuncDecl) []string {
	var out []string
	for _, field := range f.Type.Params.List {
		for _, n := range field.Names {
			out = append(out, n.Name)
		}
	}
	return out
}

// calls visits each call of a function within a package.
func (s source) calls(dir, name string, visit func(scope, *ast.CallExpr)) {
	s.each(dir, func(sc scope, call *ast.CallExpr) {
		switch f := call.Fun.(type) {
		case *ast.Ident:
			if f.Name == name {
				visit(sc, call)
			}
		case *ast.SelectorExpr:
			if f.Sel.Name == name {
				visit(sc, call)
			}
		}
	})
}

func (s source) each(dir string, visit func(scope, *ast.CallExpr)) {
	for _, f := range s.files[dir] {
		for _, d := range f.Decls {
			in, _ := d.(*ast.FuncDecl)
			ast.Inspect(d, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					visit(scope{dir, in}, call)
				}
				return true
			})
		}
	}
}

// errors visits each sentence of an apperr that the source can make.
func (s source) errors(visit func(at token.Position, sentence string)) {
	for dir := range s.files {
		s.each(dir, func(sc scope, call *ast.CallExpr) {
			fun, ok := call.Fun.(*ast.SelectorExpr)
			if !ok {
				return
			}
			pkg, _ := fun.X.(*ast.Ident)
			message := map[string]int{"New": 1, "For": 2}[fun.Sel.Name]
			if pkg == nil || pkg.Name != "apperr" || message == 0 {
				return
			}
			for _, sentence := range s.say(sc, call.Args[message], 0) {
				visit(s.fset.Position(call.Pos()), sentence)
			}
		})
	}
}

// filled says whether a sentence has words of its own: the rest is another's sentence, which is visited where it is made.
func filled(sentence string) bool { return strings.Trim(sentence, hole+" .") != "" }

// Each error that can reach the window has a German sentence.
func TestEveryErrorIsKnownToTheWindow(t *testing.T) {
	b, seen := readBook(t), map[string]bool{}
	readSource(t).errors(func(at token.Position, sentence string) {
		if !filled(sentence) || seen[sentence] {
			return
		}
		seen[sentence] = true
		if !known(b.found, strings.ReplaceAll(sentence, hole, foreign)) {
			t.Errorf("%s: no German sentence for %s", at, strconv.Quote(sentence))
		}
	})
	if len(seen) < 300 {
		t.Fatalf("only %d errors were found in the source", len(seen))
	}
}
