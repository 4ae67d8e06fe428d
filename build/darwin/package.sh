# Sourced by build/package.sh on a Mac: the app for both kinds of processor, as a disk image. Signed and notarized where the
# names of docs/release.md are in the environment; else only signed for this Mac, which others may open by hand.
rm -f build/out/*macos* build/out/*darwin*
tool wails build -skipbindings -m -nosyncgomod -trimpath -platform darwin/universal -ldflags "-s -w -X main.version=$version"
app=build/bin/Mixdown.app
[ -d "$app" ] || mv build/bin/*.app "$app"
/usr/libexec/PlistBuddy -c "Set :CFBundleShortVersionString ${version%%-*}" -c "Set :CFBundleVersion ${version%%-*}" "$app/Contents/Info.plist"

if [ -n "${MACOS_SIGN_IDENTITY:-}" ]; then
  codesign --force --options runtime --timestamp --entitlements build/darwin/entitlements.plist --sign "$MACOS_SIGN_IDENTITY" "$app"
else
  codesign --force --sign - "$app"
fi
codesign --verify --strict "$app"

image=build/out/mixdown-$version-macos.dmg
stage=$(mktemp -d)
cp -R "$app" "$stage/"
ln -s /Applications "$stage/Applications"
hdiutil create -quiet -volname Mixdown -srcfolder "$stage" -format UDZO -ov "$image"
rm -rf "$stage"
if [ -n "${MACOS_NOTARY_PROFILE:-}" ]; then
  codesign --timestamp --sign "$MACOS_SIGN_IDENTITY" "$image"
  xcrun notarytool submit "$image" --keychain-profile "$MACOS_NOTARY_PROFILE" --wait
  xcrun stapler staple "$image"
fi
parts "$app/Contents/MacOS/mixdown"
