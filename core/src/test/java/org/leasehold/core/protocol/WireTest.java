package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonParser;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.ExitEvidence;
import org.leasehold.core.model.ExitMark;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.HostLoad;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Protection;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.model.VmReport;

/// Values survive the wire, and what is wrong on it is one sentence that names the field.
class WireTest {
  private static final VmId VM = new VmId("6b3f0f6c-8a0b-4d7c-8e55-0c2f6f8f7a01");
  private static final LockspaceName HOME = new LockspaceName("home");

  private static <T> T sentAndRead(T value, Class<T> type) throws CallException {
    return Wire.fromJson(JsonParser.parseString(Wire.GSON.toJson(value)), type);
  }

  private static String refusal(String json, Class<?> type) {
    var e =
        assertThrows(CallException.class, () -> Wire.fromJson(JsonParser.parseString(json), type));
    assertEquals(ErrorCode.INVALID_PARAMS, e.code());
    return e.sentence();
  }

  @Test
  void aReportIsTheSameAfterTheWire() throws Exception {
    var report =
        new HostReport(
            new HostId(2),
            new AgentInstance(3),
            new BootId("b"),
            4,
            false,
            true,
            List.of(
                VmReport.running(VM, null, new DiskSet(List.of("/d"), true)),
                VmReport.ended(VM, new ExitEvidence(List.of(ExitMark.LEASE_KILL), 9, "x"), null)),
            List.of(),
            List.of(),
            new Capacity(1024, 4),
            new Protection(Grade.GUARD_ONLY, Protection.Proof.PROVEN, List.of("no wdmd")),
            List.of(),
            new HostLoad(307));
    assertEquals(report, sentAndRead(report, HostReport.class));
  }

  @Test
  void aReportOfAnOlderAgentTellsNoLoad() throws Exception {
    var report =
        new HostReport(
            new HostId(2),
            new AgentInstance(3),
            new BootId("b"),
            4,
            false,
            false,
            List.of(),
            List.of(),
            List.of(),
            new Capacity(1024, 4),
            new Protection(Grade.GUARD_ONLY, Protection.Proof.PROVEN, List.of()),
            List.of(),
            null);
    var json = Wire.toJson(report).getAsJsonObject();
    assertEquals(false, json.has("load"));
    assertEquals(report, Wire.fromJson(json, HostReport.class));
  }

  @Test
  void aDocumentWithDurationsAndMapsIsTheSameAfterTheWire() throws Exception {
    var hosts = new TreeMap<HostId, HostEntry>();
    hosts.put(new HostId(12), new HostEntry(new HostId(12), "kvm1", true, FenceSettings.NONE));
    var stores = new TreeMap<LockspaceName, StoreEntry>();
    stores.put(HOME, new StoreEntry(HOME, new IoTimeout(10), true));
    var document =
        new ClusterDocument(
            new Epoch(5), 6, hosts, stores, new TreeMap<>(), HOME, Settings.DEFAULT);
    assertEquals(document, sentAndRead(document, ClusterDocument.class));
  }

  @Test
  void evidenceKeepsItsKindAndLargeUnsignedNumbers() throws Exception {
    StartEvidence evidence =
        new StartEvidence.NewerGeneration(
            new HostLife(new HostId(1), new Generation(-2)),
            new Generation(-1),
            new LeaseVersion(Long.MIN_VALUE),
            new StartEvidence.Reading(new HostId(2), new BootId("b"), 7));
    var start =
        new VmTopic.Start(
            new Header(new Epoch(1), 0, 1, null, 0, "w"), VM, evidence, 1, HOME, null);
    assertEquals(start, sentAndRead(start, VmTopic.Start.class));
    assertEquals(evidence, sentAndRead(evidence, StartEvidence.class));
    assertEquals(true, Wire.GSON.toJson(evidence).contains("18446744073709551615"));
  }

  @Test
  void unknownFieldsAreIgnored() throws Exception {
    var json = "{\"vm\":\"" + VM + "\",\"colour\":{\"a\":[1]}}";
    assertEquals(
        new VmTopic.Named(VM), Wire.fromJson(JsonParser.parseString(json), VmTopic.Named.class));
  }

  private record Sample(String must, @Nullable String may) {}

  @Test
  void aMissingFieldIsNamedAndANullableOneMayBeMissing() throws Exception {
    assertEquals(
        "Sample: field 'must' of Sample is missing", refusal("{\"may\":\"x\"}", Sample.class));
    assertEquals(
        new Sample("x", null),
        Wire.fromJson(JsonParser.parseString("{\"must\":\"x\"}"), Sample.class));
  }

  @Test
  void aValueOutOfRangeIsRefusedInTheModelsOwnWords() {
    assertEquals(
        "Join: HostId at $.host: host id out of 1..2000: 0",
        refusal("{\"host\":0,\"path\":\"/x\"}", StoreTopic.Join.class));
    assertEquals(
        "VolumeAt: a path may hold printable ASCII without space, colon and backslash: /a b",
        refusal("{\"path\":\"/a b\"}", StoreTopic.VolumeAt.class));
  }

  @Test
  void anUnknownKindNamesTheKnownOnes() {
    assertEquals(
        "StartEvidence: startevidence: 'kind' is \"Guess\", known are [ExitReported, LeaseFree,"
            + " NewerGeneration, OperatorConfirmed, OwnerDead, OwnerFree]",
        refusal("{\"kind\":\"Guess\"}", StartEvidence.class));
  }

  @Test
  void aStorageSideStopNamesExactlyTheNextVersion() {
    assertEquals(
        "StopThroughStore: a storage-side stop names version 4 + 1, not 6",
        refusal(
            "{\"header\":{\"epoch\":1,\"decidedAtClockMillis\":1,\"ageMaxMillis\":5,\"why\":\"\"},\"vm\":\"v\",\"lockspace\":\"l\",\"owner\":{\"host\":1,\"generation\":1},\"held\":4,\"next\":6}",
            StoreTopic.StopThroughStore.class));
  }
}
