"""What a lab host has instead of systemd: starts, watches and restarts services described by unit files.

It understands the part of systemd's unit syntax that the hosts need, so that the real unit file of a product
service can be dropped in; keys it does not understand are named in its log, never ignored silently.
"""
