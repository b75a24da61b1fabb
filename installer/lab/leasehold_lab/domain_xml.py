"""The domain XML of a lab guest. The same text serves every host: paths are equal everywhere, and the initramfs
at the guest's path names the host it lies on."""

import uuid

from .config import LabConfig
from .leases import lease_offset_bytes, volume

MEMORY_MIB = 128


def vm_uuid(config: LabConfig, vm: str, store: str) -> str:
    """The same VM has the same uuid on every host of a lab."""
    return str(uuid.uuid5(uuid.UUID(config.store_uuid(store)), vm))


def vm_xml(
    config: LabConfig, vm: str, store: str, with_lease: bool = True, with_disk: bool = True, lease_key: str = ""
) -> str:
    """XML for `virsh create`. `lease_key`: the sanlock resource name; default the VM's name, as `init` formats it."""
    sector = (
        "" if config.sector_bytes == 512 else "\n      <blockio logical_block_size='4096' physical_block_size='4096'/>"
    )
    disk = (
        ""
        if not with_disk
        else f"""
    <disk type='file' device='disk'>
      <driver name='qemu' type='raw' cache='none' error_policy='stop'/>
      <source file='/storage/{store}/{vm}.raw'/>
      <target dev='vda' bus='virtio'/>{sector}
    </disk>"""
    )
    lease = (
        ""
        if not with_lease
        else f"""
    <lease>
      <lockspace>{config.store_uuid(store)}</lockspace>
      <key>{lease_key or vm}</key>
      <target path='{volume(store)}' offset='{lease_offset_bytes(config, vm)}'/>
    </lease>"""
    )
    return f"""\
<domain type='{config.virt_type}'>
  <name>{vm}</name>
  <uuid>{vm_uuid(config, vm, store)}</uuid>
  <memory unit='MiB'>{MEMORY_MIB}</memory>
  <vcpu>1</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    <kernel>/lab/guest/vmlinuz</kernel>
    <initrd>/lab/guest/initrd</initrd>
    <cmdline>console=ttyS0 quiet panic=0 lab.vm={vm}</cmdline>
  </os>
  <features><acpi/><apic/></features>
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <emulator>/usr/bin/qemu-system-x86_64</emulator>{disk}
    <controller type='usb' model='none'/>
    <serial type='unix'>
      <source mode='bind' path='/run/libvirt/qemu/{vm}.serial'/>
      <log file='/var/log/guests/{vm}.log' append='on'/>
      <target port='0'/>
    </serial>
    <memballoon model='none'/>
    <panic model='isa'/>{lease}
  </devices>
</domain>
"""
