package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;

class VmRecordTest {
  private static final DiskSet DEFINED = new DiskSet(List.of("/srv/mail.raw"), true);
  private final VmRecord record = new VmRecord(new VmId("vm"));

  private List<DiskSet> told() {
    return record.report(DEFINED).stream().map(VmReport::disks).toList();
  }

  /// An engine takes drifted disks over as they are told (S5): "none yet" must not look like
  /// "none".
  @Test
  void disksThatWereNotReadYetAreToldByDefinition() {
    record.begin(VmRecord.Doing.STARTING);
    assertEquals(List.of(DEFINED), told());
    var live = new DiskSet(List.of("/srv/mail.snap1"), true);
    record.live(live, "drifted");
    assertEquals(List.of(live), told());
  }
}
