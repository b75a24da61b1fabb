package org.leasehold.core.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// What oVirt and sanlock wrote is read as they meant it.
class GoldenVolumeTest {
  static final List<String> NAMES = GoldenVolume.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  void everyExpectedFieldComesOut(String name) throws BlockFileException {
    var golden = GoldenVolume.load(name);
    var volume = golden.reader().read(VolumeReader.Depth.GLANCE);
    var expected = golden.expected();
    assertEquals(expected.get("lockspace").getAsString(), volume.lockspaceName().orElseThrow());
    assertEquals(expected.get("sector_size").getAsInt(), volume.geometry().sectorBytes());
    assertEquals(expected.get("alignment").getAsInt(), volume.geometry().slotBytes());
    assertEquals(expected.get("leases"), leases(volume));
    assertHosts(expected.get("hosts").getAsJsonArray(), volume);
  }

  private static JsonArray leases(VolumeSnapshot volume) {
    var leases = new JsonArray();
    for (var record : volume.index().records()) {
      if (!(record instanceof IndexRecord.Used used)) continue;
      int slot = Geometry.slotOf(used.record());
      var lease = new JsonObject();
      lease.addProperty("record", used.record());
      lease.addProperty("id", used.id());
      lease.addProperty("offset", volume.geometry().leaseOffsetBytes(used.record()));
      lease.addProperty("version", volume.lease(slot).orElseThrow().leader().leaseVersion());
      var owners = new JsonArray();
      for (var owner : volume.state(slot, VolumeHistory.NONE, 0).owners()) {
        var json = new JsonObject();
        json.addProperty("host_id", owner.life().host().value());
        json.addProperty("generation", owner.life().generation().value());
        json.addProperty("timestamp", owner.timestamp());
        json.addProperty("io_timeout", owner.ioTimeoutSeconds());
        owners.add(json);
      }
      lease.add("owners", owners);
      leases.add(lease);
    }
    return leases;
  }

  private static void assertHosts(JsonArray expected, VolumeSnapshot volume) {
    var found = List.copyOf(volume.lockspace().joined().values());
    assertEquals(expected.size(), found.size());
    for (int i = 0; i < found.size(); i++) {
      JsonObject host = expected.get(i).getAsJsonObject();
      assertEquals(host.get("host_id").getAsInt(), found.get(i).host().value());
      assertEquals(host.get("generation").getAsLong(), found.get(i).generation().value());
      assertEquals(host.get("io_timeout").getAsInt(), found.get(i).ioTimeoutSeconds());
      JsonElement seconds = host.get("timestamp");
      // The image was copied while the hosts went on renewing.
      assertTrue(Math.abs(seconds.getAsLong() - found.get(i).timestamp()) <= 3, seconds::toString);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void aHealthyVolumeOfAnotherMakerHasOnlyTheFindingThatItIsForeign(String name)
      throws BlockFileException {
    var volume = GoldenVolume.load(name).reader().read(VolumeReader.Depth.WHOLE);
    var codes =
        VolumeCheck.findings(volume, VolumeHistory.NONE, 0).stream().map(Finding::code).toList();
    assertEquals(List.of(Finding.Code.FOREIGN_VOLUME), codes);
  }
}
