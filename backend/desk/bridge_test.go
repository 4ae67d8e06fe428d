package desk

// Unseal is what a restore decrypts with, for the test of a full disk.
var Unseal = unseal
