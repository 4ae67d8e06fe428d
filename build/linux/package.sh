# Sourced by build/package.sh: .deb, .rpm, and an archive for other systems.
rm -f build/out/*.deb build/out/*.rpm build/out/*linux*
make --no-print-directory build/bin/mixdown VERSION="$version"
ARCH=$(go env GOARCH)
export ARCH VERSION=$version

# The day of the commit is the day of the release in what software centres show.
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
sed "s#<release version=.*/>#<release version=\"$version\" date=\"$(date -u -d "@$SOURCE_DATE_EPOCH" +%F)\"/>#" \
  build/linux/app.mixdown.Mixdown.metainfo.xml > "$stage/metainfo.xml"
export METAINFO=$stage/metainfo.xml

for packager in deb rpm; do
  tool nfpm package --config build/linux/nfpm.yaml --packager "$packager" --target build/out/
done

# The same tree without a packager: `tar -xf … -C ~/.local --strip-components=1` installs it for one person.
root=$stage/mixdown-$version
install -Dm755 build/bin/mixdown "$root/bin/mixdown"
install -Dm644 build/linux/app.mixdown.Mixdown.desktop -t "$root/share/applications"
install -Dm644 "$METAINFO" "$root/share/metainfo/app.mixdown.Mixdown.metainfo.xml"
for icon in build/linux/icons/*.png; do
  size=$(basename "$icon" .png)
  install -Dm644 "$icon" "$root/share/icons/hicolor/${size}x$size/apps/app.mixdown.Mixdown.png"
done
install -Dm644 LICENSE README.md CHANGELOG.md -t "$root/share/doc/mixdown"
tar -C "$stage" --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" -cf - "mixdown-$version" |
  gzip -n9 > "build/out/mixdown-$version-linux-$ARCH.tar.gz"
parts build/bin/mixdown
