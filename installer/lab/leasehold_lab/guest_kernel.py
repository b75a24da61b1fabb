"""The guest's kernel and drivers, taken out of Debian's cloud kernel package (which is not installed)."""

import re
import shutil
from pathlib import Path

from .command import run
from .errors import LabError
from .programs import path_of

METAPACKAGE = "linux-image-cloud-amd64"
DOWNLOAD_SECONDS = 180
# What a guest needs: a disk, the power button, and the device that reports a panic.
MODULES = ("virtio_pci", "virtio_blk", "button", "evdev", "pvpanic-mmio")


def fetch(cache: Path) -> None:
    """Puts vmlinuz, modules/*.ko and modules/order into `cache`, once. Needs apt's package lists."""
    if (cache / "vmlinuz").exists():
        return
    package = _kernel_package()
    work = cache / "unpack"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    run([path_of("apt-get"), "download", package], seconds=DOWNLOAD_SECONDS, cwd=work)
    deb = next(work.glob("*.deb"), None)
    if deb is None:
        raise LabError(f"apt-get download {package} brought no package file")
    run([path_of("dpkg-deb"), "-x", str(deb), str(work / "tree")], seconds=DOWNLOAD_SECONDS)
    modules = cache / "modules"
    shutil.rmtree(modules, ignore_errors=True)
    modules.mkdir()
    order = _copy_modules(work / "tree", modules)
    (modules / "order").write_text("".join(f"{name}\n" for name in order))
    kernel = next((work / "tree" / "boot").glob("vmlinuz-*"))
    # The kernel is moved last: its presence says that everything else is there.
    shutil.copyfile(kernel, cache / "vmlinuz.part")
    (cache / "vmlinuz.part").rename(cache / "vmlinuz")
    shutil.rmtree(work)


def _kernel_package() -> str:
    shown = run(["apt-cache", "depends", METAPACKAGE], check=False).stdout
    found = re.search(r"Depends: (linux-image-\S+-cloud-amd64)", shown)
    if not found:
        raise LabError(f"apt knows no package {METAPACKAGE}: run 'apt-get update'")
    return found.group(1)


def _copy_modules(tree: Path, target: Path) -> list[str]:
    """Copies MODULES and all they depend on; returns file names in the order to load them."""
    by_name = {path.name.removesuffix(".ko").replace("-", "_"): path for path in tree.rglob("*.ko")}
    order: list[str] = []

    def add(name: str) -> None:
        path = by_name.get(name.replace("-", "_"))
        if path is None:
            raise LabError(f"the kernel package has no module {name}")
        if path.name in order:
            return
        for needed in _depends(path):
            add(needed)
        order.append(path.name)
        shutil.copyfile(path, target / path.name)

    for module in MODULES:
        add(module)
    return order


def _depends(module: Path) -> list[str]:
    """Names a module depends on, from its own .modinfo section."""
    found = re.search(rb"\0depends=([^\0]*)\0", module.read_bytes())
    return [name for name in found.group(1).decode().split(",") if name] if found else []
