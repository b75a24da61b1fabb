package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.agent.vm.HypervisorException.Kind;

/// What libvirt's errors mean, with libvirt's own numbers and words.
class LibvirtErrorTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          42 | Domain not found: no domain with matching uuid 'x' | NO_SUCH_VM | Domain not found: no domain with matching uuid 'x'
          55 | Requested operation is not valid: domain is not running | WRONG_STATE | Requested operation is not valid: domain is not running
          20 | operation failed: domain 'mail' already exists | EXISTS | operation failed: domain 'mail' already exists
           9 | operation failed: domain 'mail' already exists | EXISTS | operation failed: domain 'mail' already exists
          27 | XML error: unexpected domain type none | BAD_XML | XML error: unexpected domain type none
          35 | (domain_definition):1: parser error | BAD_XML | (domain_definition):1: parser error
           3 | this function is not supported by the connection driver | UNSUPPORTED | this function is not supported by the connection driver
          67 | unsupported configuration: TPM | UNSUPPORTED | unsupported configuration: TPM
           8 | unsupported flags (0x40) in function x | UNSUPPORTED | unsupported flags (0x40) in function x
           5 | no connection driver available | NOT_CONNECTED | libvirt is not reachable on this host (no connection driver available)
           6 | invalid connection pointer in x | NOT_CONNECTED | libvirt is not reachable on this host (invalid connection pointer in x)
           1 | internal error: client socket is closed | NOT_CONNECTED | libvirt is not reachable on this host (internal error: client socket is closed)
          38 | Cannot recv data: Connection reset by peer | NOT_CONNECTED | libvirt is not reachable on this host (Cannot recv data: Connection reset by peer)
          38 | End of file while reading data: Input/output error | NOT_CONNECTED | libvirt is not reachable on this host (End of file while reading data: Input/output error)
           1 | internal error: qemu unexpectedly closed the monitor | OTHER | internal error: qemu unexpectedly closed the monitor
          87 | resource busy: Failed to acquire lock: Lease is held by another host | LEASE_HELD_ELSEWHERE | another host, which is alive, holds its lease
          38 | Failed to acquire lock: Lease acquired by another host | LEASE_HELD_ELSEWHERE | another host, which is alive, holds its lease
           1 | internal error: Failed to acquire lock: Lease is owned by another host | LEASE_OWNER_SILENT | another host owns its lease and may be dead: it has to be waited for
          38 | Failed to acquire lock: No space left on device | LOCKSPACE_NOT_JOINED | the lockspace of its lease is not joined on this host, or is failing
          38 | Failed to acquire lock: File exists | LEASE_HELD_HERE | its lease is held on this host already, by another process
          38 | Failed to acquire lock: error -224 | LEASE_TROUBLE | Failed to acquire lock: error -224
          """)
  void eachIsToldApart(int number, String text, Kind kind, String meaning) {
    var told = LibvirtError.of("start of VM mail", number, text);
    assertEquals(kind, told.kind());
    assertEquals("start of VM mail failed: " + meaning, told.sentence());
    assertEquals(text, told.detail());
  }
}
