#!/bin/sh
# fetch_server.sh FOLDER: unpacks Debian's NSD into FOLDER/nsd. Nothing is installed: no maintainer script runs and no
# service starts. Works as root and as an ordinary user; FOLDER/nsd is either absent or whole.
set -eu
folder=$1

give_up() {
    echo "laboratory: $1" >&2
    echo "laboratory: the demo and the tests need the name server NSD, which is unpacked from its Debian package." >&2
    exit 1
}

rm -rf "$folder/nsd" "$folder/nsd.new"
mkdir -p "$folder/nsd.new"
cd "$folder/nsd.new"

# As root apt would hand the download to the user _apt, who cannot write here.
apt-get -o APT::Sandbox::User=root download nsd ||
    give_up "\`apt-get download nsd\` failed. Run \`apt-get update\` as root, check the network, and build again."
dpkg-deb -x nsd_*.deb . ||
    give_up "\`dpkg-deb -x\` could not unpack the downloaded package in $folder/nsd.new. Check the space on the disk, and build again."
rm -f nsd_*.deb

missing=$(ldd usr/sbin/nsd | grep 'not found' || true)
[ -z "$missing" ] ||
    give_up "NSD lacks libraries: $(echo $missing). Run \`apt-get build-dep ./packaging\` as root, and build again."
usr/sbin/nsd -v >version 2>&1 ||
    give_up "the unpacked $folder/nsd.new/usr/sbin/nsd does not start: $(cat version)"
touch usr/sbin/nsd # a package keeps its files' dates: without this the build would fetch it again each time
mv "$folder/nsd.new" "$folder/nsd"
