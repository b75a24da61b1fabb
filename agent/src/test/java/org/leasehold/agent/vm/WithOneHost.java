package org.leasehold.agent.vm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.agent.journal.EventJournal;
import org.leasehold.agent.lease.LeaderRead;
import org.leasehold.agent.lease.LeaseLedger;
import org.leasehold.agent.lease.LeasePlaces;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.agent.libvirt.DomainXml;
import org.leasehold.agent.report.OwnHealth;
import org.leasehold.agent.report.Reports;
import org.leasehold.agent.rpc.Call;
import org.leasehold.agent.rpc.Session;
import org.leasehold.core.model.AgentInstance;
import org.leasehold.core.model.BootId;
import org.leasehold.core.model.Capacity;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.model.Generation;
import org.leasehold.core.model.HostId;
import org.leasehold.core.model.HostLife;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.DaemonStatus;
import org.leasehold.core.sanlock.JoinedLockspace;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;
import org.leasehold.core.sanlock.SanlockCall;
import org.leasehold.core.sanlock.SanlockClient;
import org.leasehold.core.sanlock.SanlockException;
import org.leasehold.core.volume.VolumeFile;

/// One host that keeps the definition of VM `mail` at revision 4 and has its lease on a volume;
/// what libvirt, sanlock and the leader on disk say, tests set by hand (and services read on
/// threads of their own).
@Timeout(60)
abstract class WithOneHost {
  static final VmId MAIL = new VmId("6f1d2c3b-0000-4000-8000-000000000001");
  static final LockspaceName SPACE = new LockspaceName("ls");
  static final HostLife LIFE = new HostLife(new HostId(1), new Generation(3));
  static final BootId BOOT = new BootId("boot");
  static final Header HEADER = new Header(new Epoch(1), 0, 1000, null, 0, "test");

  /// No process has it.
  static final long PID = 1L << 30;

  @TempDir Path folder;

  /// What libvirt was told to change.
  final List<String> told = new CopyOnWriteArrayList<>();

  final Map<String, HypervisorException> failures = new ConcurrentHashMap<>();
  final Map<String, Runnable> after = new ConcurrentHashMap<>();

  /// What libvirt says where it is asked for something else than VMs and their XML.
  final Map<String, Object> said = new ConcurrentHashMap<>();

  volatile VmSeen.Power power = VmSeen.Power.OFF;
  volatile boolean isThere = true;
  volatile boolean isPersistent = true;
  volatile String name = "mail";

  /// Not even SIGKILL ends its process.
  volatile boolean isUnkillable;

  volatile String live = xml("mail", "none", "");

  /// Its definition as libvirt keeps it; null: as it runs.
  volatile @Nullable String inactive;

  volatile JoinedLockspace.@Nullable Phase phase = JoinedLockspace.Phase.JOINED;
  volatile LeaderRead leader = free(6);

  /// The version sanlock lists for the process; 0: none.
  volatile long listed;

  volatile boolean sanlockKnowsIt = true;
  volatile boolean sanlockAnswers = true;
  final VmTable table = new VmTable(Duration.ofMillis(200));
  EventJournal journal;
  VmParts parts;
  Ending ending;
  Resumes resumes;

  @BeforeEach
  void aHostThatKeepsTheDefinitionOfMail() throws Exception {
    VolumeFile.made(folder.resolve("volume"), SPACE, MAIL.lease());
    journal = EventJournal.open(folder, new AgentInstance(1), () -> 0);
    var store = DefinitionStore.open(folder);
    store.put(definition(4, SPACE));
    parts =
        new VmParts(
            port(Hypervisor.class, this::hypervisor),
            new DomainXml(),
            new LeaseDesk(port(SanlockClient.class, (_, _) -> answer()), _ -> leader),
            new LeaseLedger(folder.resolve("ledger")),
            store,
            new Fitness(folder),
            journal,
            new Reports(
                new AgentInstance(1),
                BOOT,
                () -> 0,
                () -> Optional.of(LIFE.host()),
                new OwnHealth(() -> 0, () -> 0)),
            BOOT,
            _ -> Optional.empty());
    ending = new Ending(parts, (_, _) -> !isUnkillable);
    resumes = new Resumes(parts, table, ending);
    table.of(MAIL);
  }

  @AfterEach
  void end() throws IOException {
    journal.close();
  }

  static LeaderRead free(long version) {
    return new LeaderRead.Valid(LIFE, false, new LeaseVersion(version));
  }

  static LeaderRead held(long version) {
    return new LeaderRead.Valid(LIFE, true, new LeaseVersion(version));
  }

  interface Answers {
    @Nullable Object to(String method, Object[] words) throws Exception;
  }

  private static <T> T port(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, words) ->
                answers.to(method.getName(), words == null ? new Object[0] : words)));
  }

  private @Nullable Object hypervisor(String method, Object[] words) throws HypervisorException {
    var failure = failures.get(method);
    if (failure != null) throw failure;
    return switch (method) {
      case "vm" -> seen().filter(it -> it.vm().equals(words[0]));
      case "vms" -> seen().stream().toList();
      case "xml" -> words[1].equals(Hypervisor.XmlOf.INACTIVE) ? defined() : live;
      case "isConnected" -> true;
      case "close" -> null;
      default -> changed(method);
    };
  }

  private String defined() {
    var kept = inactive;
    return kept == null ? live : kept;
  }

  private @Nullable Object changed(String method) throws HypervisorException {
    var answer = said.get(method);
    if (answer != null) return answer;
    told.add(method);
    switch (method) {
      case "startPaused" -> power = VmSeen.Power.PAUSED_STARTING;
      case "resume" -> power = VmSeen.Power.RUNNING;
      case "destroy" -> power = VmSeen.Power.OFF;
      default -> {}
    }
    after.getOrDefault(method, () -> {}).run();
    var late = failures.get(method);
    if (late != null) throw late;
    return null;
  }

  private Optional<VmSeen> seen() {
    var pid = power.hasProcess() ? OptionalLong.of(PID) : OptionalLong.empty();
    return isThere
        ? Optional.of(new VmSeen(MAIL, name, power, pid, isPersistent, false))
        : Optional.empty();
  }

  private DaemonStatus answer() throws SanlockException {
    if (sanlockAnswers) return status();
    throw new SanlockException.NoAnswer(SanlockCall.STATUS, "", Duration.ofSeconds(5));
  }

  DaemonStatus status() {
    var none = new LinkedHashMap<String, String>();
    var volume = folder.resolve("volume");
    var client = new DaemonStatus.Client((int) PID, "mail", none);
    var now = phase;
    var spaces =
        now == null
            ? List.<DaemonStatus.Lockspace>of()
            : List.of(
                new DaemonStatus.Lockspace(
                    SPACE.text(),
                    LIFE.host(),
                    new LeasePlace(volume, 0),
                    now,
                    LIFE.generation(),
                    none));
    var lease =
        new DaemonStatus.Lease(
            SPACE.text(),
            MAIL.text(),
            List.of(),
            listed,
            false,
            (int) PID,
            DaemonStatus.Lease.Phase.HELD,
            none);
    return new DaemonStatus(
        none,
        sanlockKnowsIt ? List.of(client) : List.of(),
        spaces,
        listed == 0 ? List.of() : List.of(lease));
  }

  /// All that can be asked of this host about VMs.
  VmService vmService() {
    return new VmService(
        parts,
        new VmService.Places(
            folder,
            folder.resolve("libvirt-sock"),
            folder,
            folder.resolve("guard.journal"),
            folder.resolve("protected"),
            folder.resolve("cib.xml"),
            Path.of("/key"),
            false),
        () -> new Capacity(0, 0),
        () -> false,
        ending);
  }

  /// Where the lease of `mail` is.
  ResourceAt lease() throws Exception {
    return LeasePlaces.find(
        new DaemonStatus(
            new LinkedHashMap<>(),
            List.of(),
            List.of(
                new DaemonStatus.Lockspace(
                    SPACE.text(),
                    LIFE.host(),
                    new LeasePlace(folder.resolve("volume"), 0),
                    JoinedLockspace.Phase.JOINED,
                    LIFE.generation(),
                    new LinkedHashMap<>())),
            List.of()),
        SPACE,
        MAIL.lease());
  }

  /// It runs here and holds its lease at a version, as it is written down.
  void runsWithItsLease(long version) throws Exception {
    live = parts.definitions().withLease(live, lease());
    power = VmSeen.Power.RUNNING;
    leader = held(version);
    listed = version;
    write(version);
  }

  /// It is paused here and gave its lease up at a version, as it is written down.
  void isPausedHere(long version) throws Exception {
    runsWithItsLease(version);
    power = VmSeen.Power.PAUSED_BY_PERSON;
    leader = free(version);
    listed = 0;
  }

  private void write(long version) throws Exception {
    parts
        .ledger()
        .write(new LedgerEntry(MAIL, lease(), LIFE, BOOT, new LeaseVersion(version), null));
  }

  /// From now on the ledger cannot be written, and what it says is gone.
  String noLedger() throws IOException {
    var ledger = folder.resolve("ledger");
    Files.deleteIfExists(ledger.resolve(MAIL.text()));
    Files.deleteIfExists(ledger);
    Files.writeString(ledger, "a file");
    return ledger.toString();
  }

  /// From now on nothing can be written into the ledger, and it is read as before.
  String ledgerIsStuck() throws IOException {
    var next = folder.resolve("ledger").resolve("." + MAIL.text() + ".new");
    Files.createDirectories(next.resolve("full"));
    return next.toString();
  }

  /// From now on it cannot be written down that this host is unfit.
  String fitnessIsStuck() throws IOException {
    var next = folder.resolve(".fitness.new");
    Files.createDirectories(next.resolve("full"));
    return next.toString();
  }

  static String xml(String name, String cache, String more) {
    return """
    <domain type='test'>
      <name>%s</name>
      <uuid>%s</uuid>
      <memory unit='MiB'>64</memory>
      <os><type>hvm</type></os>
      <devices>
        <disk type='file' device='disk'>
          <driver name='qemu' type='raw' cache='%s'/>
          <source file='/srv/mail.raw'/><target dev='vda' bus='virtio'/>
        </disk>%s
      </devices>
    </domain>
    """
        .formatted(name, MAIL, cache, more);
  }

  static VmTopic.Definition definition(long revision, @Nullable LockspaceName lockspace) {
    return definition(revision, lockspace, xml("mail", "none", ""));
  }

  static VmTopic.Definition definition(
      long revision, @Nullable LockspaceName lockspace, String xml) {
    return new VmTopic.Definition(
        MAIL, "mail", revision, lockspace, xml, new DiskSet(List.of("/srv/mail.raw"), true));
  }

  /// Everything a refusal leaves as it is.
  private String all() throws IOException {
    var text = new StringBuilder(told + "\n" + parts.store().all() + "\n");
    text.append(parts.fitness().proof()).append('\n');
    for (var record : table.all()) {
      text.append(record.wish() + " " + record.doing() + " " + record.exit());
      text.append(" " + record.lease() + " " + record.seen() + "\n");
    }
    for (var kept : List.of("definitions", "ledger", "incoming", "outgoing")) {
      var place = folder.resolve(kept);
      if (!Files.isDirectory(place)) continue;
      try (var files = Files.list(place)) {
        for (var file : files.filter(Files::isRegularFile).sorted().toList()) {
          text.append(file).append(' ').append(Files.readString(file)).append('\n');
        }
      }
    }
    return text.toString();
  }

  /// Refused with that very sentence, and nothing was changed.
  void refused(ErrorCode code, String sentence, Executable call) throws IOException {
    var before = all();
    failed(code, sentence, call);
    assertEquals(before, all());
  }

  /// Not done, with that very sentence.
  static void failed(ErrorCode code, String sentence, Executable call) {
    var e = assertThrows(CallException.class, call);
    assertEquals(code + ": " + sentence, e.code() + ": " + e.sentence());
  }

  static HypervisorException trouble(HypervisorException.Kind kind, String sentence) {
    return new HypervisorException(kind, sentence, "its own words");
  }

  static final Call CALL =
      new Call() {
        @Override
        public Session session() {
          throw new AssertionError("not asked for");
        }

        @Override
        public Duration left() {
          return Duration.ofSeconds(60);
        }

        @Override
        public boolean isCancelled() {
          return false;
        }

        @Override
        public void progress(int percent, String text) {
          // Nobody waits for it.
        }
      };
}
