package org.leasehold.core.monitor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.HostId;

/// What a document that lost said otherwise, by the names that people know.
class DocumentDifferenceTest {
  private static final Epoch LATER = new Epoch(9);

  private final ClusterDocument one = WithTwoHosts.document();

  @Test
  void epochAndRevisionAloneAreNoDifference() {
    assertEquals(List.of(), DocumentDifference.of(one, one.stamped(LATER)));
  }

  @Test
  void changedAddedAndMissingEntriesAreNamed() {
    var web = WithTwoHosts.web();
    var other =
        one.with(LATER, web.redefined(web.revision() + 1, 1024, web.disks(), HaMode.CONFIRM, null))
            .without(LATER, new HostId(2));
    assertEquals(
        List.of(
            "host kvm2: is there",
            "vm web: leaseDomain is home, not nothing",
            "vm web: memoryMiB is 512, not 1024",
            "vm web: mode is PROTECTED, not CONFIRM",
            "vm web: revision is 1, not 2"),
        DocumentDifference.of(one, other));
    assertEquals("host kvm2: is not there", DocumentDifference.of(other, one).getFirst());
  }
}
