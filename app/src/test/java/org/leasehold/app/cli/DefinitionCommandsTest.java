package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.engine.Request;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HaMode;
import org.leasehold.core.model.VmId;
import org.leasehold.core.monitor.Answer;
import org.leasehold.core.monitor.Operation;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// `leasehold vm edit` and `vm drift`: which definition counts, and every way that none is changed.
class DefinitionCommandsTest {
  private static final VmId WEB = new VmId("web-1");
  private static final String XML = "<domain><name>web-1</name></domain>";

  @TempDir private Path folder = Path.of("");

  @SuppressWarnings("NullAway.Init") // made before each test
  private DemoEngine engine;

  @BeforeEach
  void listen() throws IOException {
    engine = DemoEngine.in(folder).fails(new CallException(ErrorCode.UNREACHABLE, "no answer"));
  }

  @AfterEach
  void close() {
    engine.close();
  }

  private Run run(String line) {
    return engine.run((Object[]) line.split(" ", -1));
  }

  private static VmTopic.Definition definition(long revision) {
    return new VmTopic.Definition(WEB, "web-1", revision, null, XML, DiskSet.NONE);
  }

  private void kept() {
    engine.fails(null);
    for (int host = 1; host <= 3; host++) engine.tells(host, definition(1));
  }

  private String file(String xml) throws IOException {
    return Files.writeString(folder.resolve("next.xml"), xml).toString();
  }

  private static String usage(String command, String sentence) {
    return "leasehold vm %s: %s\nTry 'leasehold vm %s --help'.\n"
        .formatted(command, sentence, command);
  }

  @Test
  void whatNoHostKeepsIsNotEditedAndEachSaysWhy() {
    assertEquals(
        new Run(
            2,
            "",
            "leasehold vm edit: no host has a definition of web-1 (kvm1: no answer; kvm2: no answer; kvm3: no answer)\n"),
        run("vm edit web-1"));
    assertEquals(
        new Run(2, "", "leasehold vm edit: no VM nobody; there are: " + VMS + "\n"),
        run("vm edit nobody"));
  }

  private static final String VMS =
      "backup, build, dc-1, dc-2, erp-app, erp-db, files, legacy-nt, mail, monitor, old-crm, print, scratch, staging, test-7, voip, web-1, web-2, wiki";

  @Test
  void anOlderRevisionThanTheDocumentsIsShownWithAWarning() {
    engine.tells(2, definition(1));
    var cluster = engine.cluster();
    cluster.advance(100);
    var disks = new DiskSet(List.of("web-1-moved"), true);
    cluster.ask("anna", new Request.Redefined(WEB, 2, 2048, disks, HaMode.OFF, null));
    cluster.advance(2);
    assertEquals(
        new Run(
            0,
            XML + "\n",
            "no host has revision 2 of web-1; this is revision 1, and names perhaps other disks than it last ran with: web-1-moved\n"),
        run("vm edit web-1 --show"));
  }

  @Test
  void withoutATerminalNoEditorIsOpened() {
    kept();
    assertEquals(
        new Run(2, "", usage("edit", "nobody is here to edit; say --file XML")),
        run("vm edit web-1"));
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void aFileThatIsNotThereOrSaysTheSame() throws IOException {
    kept();
    var none = folder.resolve("none.xml");
    assertEquals(
        new Run(3, "", "leasehold vm edit: %s does not exist; check the path\n".formatted(none)),
        run("vm edit web-1 --file " + none));
    assertEquals(new Run(0, "nothing changes\n", ""), run("vm edit web-1 --file " + file(XML)));
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void whatAHostWouldNotDefineIsRefusedBeforeTheQuestion() throws IOException {
    kept();
    engine.answers(new Answer.Refused("kvm3: no such machine type"));
    assertEquals(
        new Run(4, "", "leasehold vm edit: kvm3: no such machine type\n"),
        run("vm edit web-1 --yes --file " + file("<domain/>")));
    assertEquals(List.of(new Operation.Edit(WEB, "<domain/>", 1, true)), engine.asked());
  }

  @Test
  void aPlanThatNobodyConfirmsIsOnlyShown() throws IOException {
    kept();
    engine.answers(new Answer.Done("-<name>\n+<title>"));
    assertEquals(
        new Run(
            2,
            "-<name>\n+<title>\n",
            usage(
                "edit",
                "web-1 is defined so from its next start on; nobody is here to ask, so nothing was done: say --yes to do it")),
        run("vm edit web-1 --file " + file("<domain/>")));
    assertEquals(List.of(new Operation.Edit(WEB, "<domain/>", 1, true)), engine.asked());
  }

  @Test
  void whatRunsIsNotTakenOverUnseen() {
    kept();
    engine.answers(new Answer.Refused("web-1 runs as defined"));
    assertEquals(
        new Run(4, "", "leasehold vm drift: web-1 runs as defined\n"),
        run("vm drift web-1 --take-over --yes"));
    engine.answers(new Answer.Done("has 3 processors, not 2"));
    assertEquals(
        new Run(
            2,
            "has 3 processors, not 2\n",
            usage(
                "drift",
                "web-1 is defined as it runs from now on; nobody is here to ask, so nothing was done: say --yes to do it")),
        run("vm drift web-1 --take-over"));
    assertEquals(
        List.of(new Operation.TakeOver(WEB, true), new Operation.TakeOver(WEB, true)),
        engine.asked());
  }

  @Test
  void whereNoDiskDiffersNothingIsReverted() {
    assertEquals(
        new Run(
            0,
            "the definition of web-1 stands; what differs is gone when it starts anew: leasehold vm reboot web-1\n",
            ""),
        run("vm drift web-1 --revert"));
    assertEquals(List.of(), engine.asked());
  }

  @Test
  void howWhatRunsDiffersIsAFinding() {
    engine.cluster().settle();
    engine.tells(1, new VmTopic.Drift(WEB, "has 3 processors, not 2\n", null));
    assertEquals(
        new Run(
            1,
            "web-1 on kvm1 differs from its definition:\n  has 3 processors, not 2\n  disks: [], defined: [web-1-disk1]\n",
            ""),
        run("vm drift web-1"));
  }
}
