package provider

// Picker is a provider that can be signed in to for single files, which is less reach than the whole account.
type Picker interface {
	// SignIn returns how to sign in. With all false it asks for the named files only, where ids are known, or for those
	// that the person picks on the way; the redirect then brings their ids as picked_file_ids, separated by commas. With
	// all true it asks for every file of the kind: the way out for those who cannot pick.
	SignIn(files []string, all bool) Auth
}
