"""A host's BMC: Debian's ipmi_sim, speaking real IPMI on the lab's network, wired to the host's power button.

Faults: dead (never answers), slow (answers late), lying (says "off" and does nothing), wired to another host
(address and system GUID are the other's, as with swapped cables; or `own_guid`: only the power line is the other's).
"""

import subprocess
import uuid

from .config import LabConfig
from .layout import CODE, LabPaths
from .programs import path_of

USER = "admin"
PASSWORD = "secret"
PORT = 623


class Bmc:
    """States: ok, dead. Other faults are data, since they lie in what the BMC does, not in whether it answers."""

    def __init__(self, config: LabConfig, paths: LabPaths, host: str):
        self.host = host
        self.dead = False
        self.slow_seconds = 0.0
        self.lying = False
        self.lie_power = 1  # what a lying BMC says
        self.wired_to = host
        self.own_guid = False
        self._config, self._paths = config, paths
        self._process: subprocess.Popen | None = None

    @property
    def address(self) -> str:
        return self._config.bmc_address(self.host)

    def fault(self) -> str:
        """All present faults in words, "ok" when there is none."""
        words = [
            word
            for word, there in (
                ("dead", self.dead),
                (f"slow {self.slow_seconds:g} s", self.slow_seconds > 0),
                ("lying", self.lying),
                (
                    f"wired to {self.wired_to}{' with its own guid' if self.own_guid else ''}",
                    self.wired_to != self.host,
                ),
            )
            if there
        ]
        return ", ".join(words) or "ok"

    def start(self) -> None:
        """(Re)starts the simulator with the present wiring; a dead BMC stays dead."""
        self.stop()
        if self.dead:
            return
        folder = self._paths.bmc(self.host)
        (folder / "state").mkdir(parents=True, exist_ok=True)
        guid_host = self.host if self.own_guid else self.wired_to
        (folder / "lan.conf").write_text(
            _LAN_CONF.format(
                name=self.host,
                address=self.address,
                port=PORT,
                user=USER,
                password=PASSWORD,
                guid=uuid.UUID(self._config.host_uuid(guid_host))
                .bytes[::-1]
                .hex(),  # IPMI sends a GUID last byte first
                chassis=f"{CODE / 'bin' / 'chassis'} {self._paths.keeper_socket} {self.host}",
            )
        )
        (folder / "sim.emu").write_text(_SIM_EMU)
        (folder / "password").write_text(PASSWORD + "\n")
        (folder / "password").chmod(0o600)
        with open(folder / "ipmi_sim.log", "ab") as log:
            self._process = subprocess.Popen(
                [
                    path_of("ipmi_sim"),
                    "-n",
                    "-c",
                    str(folder / "lan.conf"),
                    "-f",
                    str(folder / "sim.emu"),
                    "-s",
                    str(folder / "state"),
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=folder,
            )

    def stop(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait(timeout=10)
            self._process = None

    def pid(self) -> int:
        return self._process.pid if self._process else 0


# A BMC of 0x20 with one LAN channel and two users: nobody, and an admin with a password.
_LAN_CONF = """\
name "{name}"
set_working_mc 0x20
  startlan 1
    addr {address} {port}
    priv_limit admin
    allowed_auths_callback none md2 md5 straight
    allowed_auths_user none md2 md5 straight
    allowed_auths_operator none md2 md5 straight
    allowed_auths_admin none md2 md5 straight
    guid {guid}
  endlan
  chassis_control "{chassis}"
  user 1 true "" "" user 10 none md2 md5 straight
  user 2 true "{user}" "{password}" admin 10 none md2 md5 straight
"""
_SIM_EMU = """\
mc_setbmc 0x20
mc_add 0x20 0 no-device-sdrs 0x23 9 8 0x9f 0x1291 0xf02 persist_sdr
sel_enable 0x20 1000 0x0a
mc_enable 0x20
"""
