#!/bin/sh
# Makes a small Debian tree and writes it to stdout as a tar, for `docker import`: what stands in for debian:<suite>-slim
# on a machine where no image registry answers. Everything else that is said goes to stderr, line by line.
#
#   rootfs.sh SUITE        needs root, Linux and debootstrap; ORKESTR_DEBIAN_MIRROR names another mirror
set -eu
suite=$1
work=$(mktemp -d)
# Never into what debootstrap may have mounted in the tree.
trap 'rm -rf --one-file-system "$work"' EXIT
trap 'exit 1' INT TERM
tree=$work/tree

# debootstrap speaks on stdout, which here belongs to the tar.
debootstrap --variant=minbase "$suite" "$tree" ${ORKESTR_DEBIAN_MIRROR:+"$ORKESTR_DEBIAN_MIRROR"} >&2 || {
  tail -n 20 "$tree/debootstrap/debootstrap.log" >&2 2>/dev/null
  exit 1
}

# One deb822 file in place of sources.list; updates and security beside the release itself.
mirror=$(sed -n 's/^deb \([^ ]*\) .*/\1/p' "$tree/etc/apt/sources.list" | head -n 1)
rm -f "$tree/etc/apt/sources.list"
mkdir -p "$tree/etc/apt/sources.list.d"
stanza() {
  printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: main\nSigned-By: /usr/share/keyrings/debian-archive-keyring.gpg\n\n' "$1" "$2"
}
{
  stanza "$mirror" "$suite $suite-updates"
  stanza "${mirror%/}-security" "$suite-security"
} >"$tree/etc/apt/sources.list.d/debian.sources"

# What makes the image slim stays so when a package is added: manuals and translations are not unpacked, lists are kept packed.
cat >"$tree/etc/dpkg/dpkg.cfg.d/slim" <<'CONF'
force-unsafe-io
path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/info/*
path-exclude /usr/share/lintian/*
path-exclude /usr/share/locale/*
path-include /usr/share/locale/locale.alias
path-exclude /usr/share/man/*
CONF
cat >"$tree/etc/apt/apt.conf.d/slim" <<'CONF'
Acquire::GzipIndexes "true";
Acquire::Languages "none";
APT::AutoRemove::SuggestsImportant "false";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb /var/cache/apt/archives/partial/*.deb /var/cache/apt/*.bin || true"; };
CONF
# A container has no service manager: packages must not try to start what they install.
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 0755 "$tree/usr/sbin/policy-rc.d"

find "$tree/usr/share/doc" \( -type f ! -name copyright -o -type l \) -delete
find "$tree/usr/share/doc" -depth -type d -empty -delete
find "$tree/usr/share/locale" -mindepth 1 -maxdepth 1 ! -name locale.alias -exec rm -rf {} +
rm -rf "$tree"/usr/share/man/* "$tree"/usr/share/info/* "$tree"/usr/share/lintian "$tree"/debootstrap
rm -rf "$tree"/var/lib/apt/lists/* "$tree"/var/cache/apt/*.bin "$tree"/var/cache/apt/archives/*.deb
rm -rf "$tree"/var/log/*.log "$tree"/var/log/apt "$tree"/var/cache/debconf/*-old
: >"$tree/etc/machine-id"
rm -f "$tree/etc/hostname" "$tree/etc/resolv.conf"

tar -C "$tree" --numeric-owner --exclude='./dev/*' --exclude='./proc/*' --exclude='./sys/*' -cf - .
