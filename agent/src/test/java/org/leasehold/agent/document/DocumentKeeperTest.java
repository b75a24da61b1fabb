package org.leasehold.agent.document;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.FenceSettings;
import org.leasehold.core.model.HostEntry;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.IoTimeout;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.StoreEntry;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ClusterTopic;
import org.leasehold.core.protocol.ErrorCode;

/// The document as a host keeps it: the highest (epoch, revision) wins, the loser is kept aside.
class DocumentKeeperTest {
  @TempDir Path folder;
  private EventJournal journal;
  private DocumentKeeper keeper;

  @BeforeEach
  void open() throws IOException {
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    keeper = DocumentKeeper.open(folder, journal);
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private static ClusterDocument document(long epoch, long revision, String hostName) {
    var hosts = new TreeMap<HostId, HostEntry>();
    hosts.put(new HostId(1), new HostEntry(new HostId(1), hostName, false, FenceSettings.NONE));
    return new ClusterDocument(
        new Epoch(epoch),
        revision,
        hosts,
        new TreeMap<>(),
        new TreeMap<>(),
        new LockspaceName("home"),
        Settings.DEFAULT);
  }

  private void assertRefused(ClusterDocument one, String sentence) {
    var e = assertThrows(CallException.class, () -> keeper.put(one));
    assertEquals(ErrorCode.STALE, e.code());
    assertEquals(sentence, e.sentence());
  }

  @Test
  void whatIsPutIsThereAfterARestart() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    var again = DocumentKeeper.open(folder, journal);
    assertEquals(Optional.of(document(2, 5, "kvm1")), again.current());
  }

  @Test
  void aLowerRevisionOrEpochIsRefusedAndChangesNothing() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    assertRefused(
        document(2, 4, "old"),
        "document (epoch 2, revision 4) is not newer than document (epoch 2, revision 5), kept"
            + " here");
    assertRefused(
        document(1, 9, "old"),
        "document (epoch 1, revision 9) is not newer than document (epoch 2, revision 5), kept"
            + " here");
    assertEquals(Optional.of(document(2, 5, "kvm1")), keeper.current());
  }

  @Test
  void theSameOneTwiceIsFineAndAnotherOfTheSameNumberIsNot() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    assertEquals(
        "kept already: document (epoch 2, revision 5)", keeper.put(document(2, 5, "kvm1")).text());
    assertRefused(
        document(2, 5, "other"),
        "document (epoch 2, revision 5) is not newer than document (epoch 2, revision 5), kept"
            + " here");
  }

  @Test
  void oneOfAnotherClusterIsRefusedAndTheSameClusterMayGiveItsLastStoreAway() throws Exception {
    var mine = document(2, 5, "kvm1").with(new Epoch(2), store("mine"));
    var later = new Epoch(2);
    keeper.put(mine);
    for (var foreign :
        List.of(
            document(9, 9, "kvm1").with(new Epoch(9), store("theirs")),
            document(9, 9, "kvm1"),
            document(2, 9, "other"))) {
      var e = assertThrows(CallException.class, () -> keeper.put(foreign));
      assertEquals(ErrorCode.RULE, e.code());
      assertEquals(
          "document (epoch %s, revision %d) is of another cluster than document (epoch 2, revision %d), kept here"
              .formatted(foreign.epoch(), foreign.revision(), mine.revision()),
          e.sentence());
      assertEquals(Optional.of(mine), keeper.current());
    }
    var none = mine.without(later, new LockspaceName("mine"));
    keeper.put(none);
    keeper.put(none.with(later, store("next")));
    assertEquals(
        Set.of(new LockspaceName("next")), keeper.current().orElseThrow().stores().keySet());
  }

  private static StoreEntry store(String domain) {
    return new StoreEntry(new LockspaceName(domain), IoTimeout.DEFAULT, true);
  }

  @Test
  void whatWasReplacedIsKeptAside() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    keeper.put(document(3, 1, "kvm1"));
    var aside = folder.resolve("document/aside-0000000000000002-0000000000000005.json");
    assertEquals(true, Files.exists(aside));
  }

  /// The desktop wrote revision 6 to this host alone and was lost; another engine, which knew
  /// revision 5, wrote on from there.
  @Test
  void whatAnotherEngineWroteApartIsToldToHaveLostAndCanBeReadAside() throws Exception {
    var lost = document(2, 6, "kvm1");
    keeper.put(document(2, 5, "kvm1"));
    keeper.put(lost);
    keeper.put(document(3, 9, "kvm1"), new ClusterTopic.Aside(new Epoch(2), 5));
    assertEquals(
        List.of(
            "document (epoch 2, revision 6) lost against document (epoch 3, revision 9), whose"
                + " engine knew only (epoch 2, revision 5); it is kept aside: leasehold document"),
        lost());
    assertEquals(lost, keeper.keptAside(ClusterTopic.Aside.of(lost)));
  }

  @Test
  void whatTheNewEngineKnewHasNotLost() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    keeper.put(document(3, 6, "kvm1"), new ClusterTopic.Aside(new Epoch(2), 5));
    keeper.put(document(3, 7, "kvm1"), new ClusterTopic.Aside(new Epoch(2), 5));
    keeper.put(document(4, 8, "kvm1"));
    assertEquals(List.of(), lost());
  }

  private List<String> lost() throws Exception {
    return journal.since(0, 100).events().stream()
        .filter(event -> event.id().equals("document.lost"))
        .map(event -> event.text())
        .toList();
  }

  @Test
  void aDocumentThatCannotBeWrittenDownIsNotKept() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    var next = folder.resolve("document/.current.json.new");
    Files.createDirectories(next.resolve("full"));
    var e = assertThrows(CallException.class, () -> keeper.put(document(2, 6, "kvm1")));
    assertEquals(
        "UNREACHABLE: document (epoch 2, revision 6) cannot be written down on this host: " + next,
        e.code() + ": " + e.sentence());
    assertEquals(Optional.of(document(2, 5, "kvm1")), keeper.current());
    assertEquals(
        Optional.of(document(2, 5, "kvm1")), DocumentKeeper.open(folder, journal).current());
    try (var files = Files.list(folder.resolve("document"))) {
      assertEquals(List.of(), files.filter(file -> file.toString().contains("aside-")).toList());
    }
  }

  @Test
  void aDocumentThatIsNotKeptAsideIsNotGiven() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    var e =
        assertThrows(
            CallException.class, () -> keeper.keptAside(new ClusterTopic.Aside(new Epoch(2), 5)));
    assertEquals(
        "UNKNOWN_NAME: no document (epoch 2, revision 5) is kept aside here",
        e.code() + ": " + e.sentence());
  }

  @Test
  void onlyRootReadsIt() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    var rights = Files.getPosixFilePermissions(folder.resolve("document/current.json"));
    assertEquals("rw-------", PosixFilePermissions.toString(rights));
  }

  @Test
  void aDamagedFileIsNotTakenForNone() throws Exception {
    var file = folder.resolve("document/current.json");
    Files.writeString(file, "{");
    var e = assertThrows(IOException.class, () -> DocumentKeeper.open(folder, journal));
    assertEquals(
        file
            + " is damaged; move it away, the engine sends the document anew: java.io.EOFException:"
            + " End of input at line 1 column 2 path $.",
        e.getMessage());
  }

  @Test
  void oneKeptAsideThatIsDamagedIsSaidSoWithItsFile() throws Exception {
    var aside = folder.resolve("document/aside-0000000000000002-0000000000000005.json");
    Files.writeString(aside, "[]");
    var e =
        assertThrows(
            CallException.class, () -> keeper.keptAside(new ClusterTopic.Aside(new Epoch(2), 5)));
    assertEquals(
        "UNREACHABLE: "
            + aside
            + " is damaged; move it away, the engine sends the document anew: File: Expected"
            + " BEGIN_OBJECT but was BEGIN_ARRAY at path $",
        e.code() + ": " + e.sentence());
  }

  @Test
  void aFileOfANewerAgentIsNotTakenForNone() throws Exception {
    keeper.put(document(2, 5, "kvm1"));
    var file = folder.resolve("document/current.json");
    var newer = Files.readString(file).replace("\"schema\":1", "\"schema\":2");
    Files.writeString(file, newer);
    var e = assertThrows(IOException.class, () -> DocumentKeeper.open(folder, journal));
    assertEquals(file + " has schema 2, this agent knows 1; update it", e.getMessage());
    assertEquals(newer, Files.readString(file));
  }
}
