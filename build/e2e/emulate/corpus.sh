#!/usr/bin/env bash
# Fetches real mail into build/out/mail: the test mails of notmuch (a mailing list of 2009) and of a Perl module that reads
# returned mail. They come from the Debian mirror that this machine uses, checked against its signed lists; nothing of the
# system's own configuration is changed. Ends with 2 where there is no Debian mirror.
set -euo pipefail
cd "$(dirname "$0")/../../.."
out=$PWD/build/out/mail
[ -f "$out/.whole" ] && exit 0
command -v apt-get >/dev/null || { echo "corpus: no apt-get here" >&2; exit 2; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{parts,lists/partial,cache/archives/partial,get}
# The binary lists that are there, asked for sources instead.
mirrors=$(apt-get indextargets --format '$(REPO_URI) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' | sort -u | grep -E '/debian/? ' | grep -vE -- '-(updates|security|backports) ' | grep ' main$' | head -n 1) || true
[ -n "$mirrors" ] || { echo "corpus: no Debian mirror is configured here" >&2; exit 2; }
read -r uri suite component <<<"$mirrors"
key=/usr/share/keyrings/debian-archive-keyring.gpg
[ -f "$key" ] || key= # apt then goes by the keys that it trusts for everything
printf 'deb-src %s %s %s %s\n' "${key:+[signed-by=$key]}" "$uri" "$suite" "$component" > "$work/parts/src.list"
apt=(apt-get -qq -o APT::Sandbox::User=root -o Dir::Etc::SourceList=/dev/null -o Dir::Etc::SourceParts="$work/parts" -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache")
for try in 1 2 3; do
  "${apt[@]}" update && (cd "$work/get" && "${apt[@]}" source --download-only --tar-only notmuch libmail-deliverystatus-bounceparser-perl) && break
  [ "$try" != 3 ] || { echo "corpus: the mirror did not give the mails" >&2; exit 1; }
  sleep $((try * 3))
done
rm -rf "$out"
mkdir -p "$out"/{list,returned}
tar -xf "$work"/get/notmuch_*.orig.tar.* -C "$work" --wildcards '*/test/corpora/default/*'
tar -xf "$work"/get/libmail-deliverystatus-bounceparser-perl_*.orig.tar.* -C "$work" --wildcards '*/t/corpus/*'
find "$work"/notmuch-*/test/corpora/default -type f | sort | while read -r f; do cp "$f" "$out/list/$(printf '%s' "${f#*/default/}" | tr '/:,' '---')"; done
cp "$work"/Mail-DeliveryStatus-BounceParser-*/t/corpus/* "$out/returned/"
touch "$out/.whole"
