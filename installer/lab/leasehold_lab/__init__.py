"""A lab of real hosts on one machine: real sanlock, libvirt, QEMU, sshd and BMCs, with plugs to pull.

Start reading at `cli.py` (the commands), then `keeper.py` (the process that holds one lab),
`host.py` (one host), `boot.py` (what a host does when it is switched on).
"""
