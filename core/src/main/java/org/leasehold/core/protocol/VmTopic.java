package org.leasehold.core.protocol;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.DiskSet;
import org.leasehold.core.model.HeldLease;
import org.leasehold.core.model.LeaseVersion;
import org.leasehold.core.model.LockspaceName;
import org.leasehold.core.model.StartAnswer;
import org.leasehold.core.model.VmId;

/// VMs: start with proof, stop, pause, resume, migrate; definitions; adopt and release.
public final class VmTopic {
  private VmTopic() {}

  private static final Duration QUICK = Duration.ofSeconds(10);

  /// @param vms to answer for; empty means all definitions this agent keeps
  public record CanStart(List<VmId> vms) {}

  public record StartAnswers(SortedMap<VmId, StartAnswer> answers) {}

  public static final Method<CanStart, StartAnswers> CAN_START =
      new Method<>(
          "vm/canStart",
          CanStart.class,
          StartAnswers.class,
          Duration.ofSeconds(20),
          "Can it start here? Paths, bridges, networks, CPU, machine type, memory, lockspace.");

  /// @param evidence why nobody else runs it; written down, and compared with what this host sees
  /// @param revision of the definition to start
  /// @param lockspace where its lease is; null only for a VM without a lease
  /// @param expected version the lease must have after the acquire; null: the agent reads it first
  public record Start(
      Header header,
      VmId vm,
      StartEvidence evidence,
      long revision,
      @Nullable LockspaceName lockspace,
      @Nullable LeaseVersion expected)
      implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  /// @param lease as proven (S3), null for a VM without one
  public record Started(VmId vm, long pid, @Nullable HeldLease lease, String text) {}

  public static final Method<Start, Started> START =
      new Method<>(
          "vm/start",
          Start.class,
          Started.class,
          Duration.ofMinutes(3),
          "Start paused, prove the lease, resume, prove again (S3).");

  /// @param graceful false: at once
  /// @param waitMillis how long a graceful stop may take, 0..600,000; it is not forced after
  public record Stop(Header header, VmId vm, boolean graceful, long waitMillis) implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  public static final Method<Stop, Done> STOP =
      new Method<>(
          "vm/stop",
          Stop.class,
          Done.class,
          Duration.ofSeconds(610),
          "Stop a VM because a person wants it off: gracefully, or at once.");

  /// @param waitMillis how long the guest may take to shut down, 0..600,000; it is not forced after
  public record Reboot(Header header, VmId vm, long waitMillis) implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  public static final Method<Reboot, Done> REBOOT =
      new Method<>(
          "vm/reboot",
          Reboot.class,
          Done.class,
          Duration.ofSeconds(610),
          "First half of a cold reboot: the guest shuts down, its exit says why; the engine starts"
              + " it again.");

  /// For `vm/destroy`, `vm/forgetExit`, `vm/pause`, `vm/resume`.
  public record OneVm(Header header, VmId vm) implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  public static final Method<OneVm, Done> DESTROY =
      new Method<>(
          "vm/destroy",
          OneVm.class,
          Done.class,
          Duration.ofSeconds(90),
          "End a copy that must not be there, or hangs; its exit is not a requested stop.");

  public static final Method<OneVm, Done> FORGET_EXIT =
      new Method<>(
          "vm/forgetExit",
          OneVm.class,
          Done.class,
          QUICK,
          "The exit of an ended VM has been taken note of; stop reporting it.");

  public static final Method<OneVm, Done> PAUSE =
      new Method<>("vm/pause", OneVm.class, Done.class, Duration.ofSeconds(30), "Pause a VM.");

  public static final Method<OneVm, Done> RESUME =
      new Method<>(
          "vm/resume",
          OneVm.class,
          Done.class,
          Duration.ofMinutes(1),
          "Resume a paused VM if S10 allows it, and prove the lease; else end the copy.");

  /// @param target the target's name, for the journal
  /// @param address SSH address of the target
  /// @param hostKey the target's public host key, one line as in `known_hosts`, without the name
  /// @param token one-use permission made by the target's `vm/prepareIncoming`
  /// @param leasePath the target's path of the lease's volume, as it answered; null without a lease
  /// @param job for progress
  public record Migrate(
      Header header,
      VmId vm,
      String target,
      String address,
      String hostKey,
      String token,
      @Nullable String leasePath,
      String job)
      implements Change, Job {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  public static final Method<Migrate, Done> MIGRATE =
      new Method<>(
          "vm/migrate",
          Migrate.class,
          Done.class,
          Duration.ofHours(2),
          "Live migration to another host, pre-copy (S18); cancelling aborts it.");

  public static final Method<OneVm, Done> CANCEL_MIGRATION =
      new Method<>(
          "vm/cancelMigration",
          OneVm.class,
          Done.class,
          QUICK,
          "Break an outgoing migration off; how it ended, the answer of `vm/migrate` says.");

  /// @param source name of the host it comes from
  public record PrepareIncoming(Header header, VmId vm, long revision, String source)
      implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  /// @param token used once, by `migrate-in TOKEN` of the forced command
  /// @param leasePath this host's path of the volume that holds the lease; null without lease
  public record Incoming(String token, @Nullable String leasePath, long validMillis) {}

  public static final Method<PrepareIncoming, Incoming> PREPARE_INCOMING =
      new Method<>(
          "vm/prepareIncoming",
          PrepareIncoming.class,
          Incoming.class,
          QUICK,
          "Allow one incoming migration of one VM from one host.");

  /// For calls that only look at one VM.
  public record Named(VmId vm) {}

  /// @param mime as libvirt says
  /// @param base64 the picture
  public record Screenshot(String mime, String base64) {}

  public static final Method<Named, Screenshot> SCREENSHOT =
      new Method<>(
          "vm/screenshot", Named.class, Screenshot.class, QUICK, "What the guest's screen shows.");

  /// @param protocol `vnc` or `spice`
  public record Display(String protocol, String note) {}

  public static final Method<Named, Display> DISPLAY =
      new Method<>(
          "vm/display",
          Named.class,
          Display.class,
          QUICK,
          "Which display the VM has; `display VM` of the forced command connects to it.");

  /// One libvirt domain of the host, ours or not.
  ///
  /// @param state libvirt's word
  /// @param kept its definition is kept by this agent
  public record Domain(
      VmId vm, String name, String state, boolean persistent, boolean autostart, boolean kept) {}

  public record Domains(List<Domain> domains) {}

  public static final Method<HostTopic.Nothing, Domains> LIST =
      new Method<>(
          "vm/list",
          HostTopic.Nothing.class,
          Domains.class,
          QUICK,
          "Every libvirt domain of this host, also those Leasehold does not know.");

  /// A definition as Leasehold keeps it.
  ///
  /// @param revision of this text, 1 and up
  /// @param lockspace of its lease; null without one
  /// @param xml domain XML without lease
  /// @param disks writable disks last taken over
  public record Definition(
      VmId vm,
      String name,
      long revision,
      @Nullable LockspaceName lockspace,
      String xml,
      DiskSet disks) {
    /// Longest XML accepted.
    public static final int XML_CHARS_MAX = 1 << 20;

    public Definition {
      if (revision < 1) throw new IllegalArgumentException("revision below 1: " + revision);
      if (xml.length() > XML_CHARS_MAX) {
        throw new IllegalArgumentException(
            "XML of " + xml.length() + " characters, at most " + XML_CHARS_MAX);
      }
    }
  }

  public record PutDefinition(Header header, Definition definition) implements Change {
    @Override
    public VmId subject() {
      return definition.vm();
    }
  }

  public static final Method<PutDefinition, Done> PUT_DEFINITION =
      new Method<>(
          "vm/putDefinition",
          PutDefinition.class,
          Done.class,
          QUICK,
          "Keep a definition; a lower revision is refused.");

  public static final Method<Named, Definition> GET_DEFINITION =
      new Method<>(
          "vm/getDefinition", Named.class, Definition.class, QUICK, "The definition kept here.");

  public static final Method<OneVm, Done> FORGET_DEFINITION =
      new Method<>(
          "vm/forgetDefinition",
          OneVm.class,
          Done.class,
          QUICK,
          "Forget the definition of a VM that is no VM of the cluster; refused while it runs"
              + " here.");

  /// @param kept XML of the present definition
  /// @param xml that is to replace it
  public record CheckDefinition(VmId vm, String name, String kept, String xml) {}

  /// @param xml as it would be kept: without lease
  /// @param disks its writable ones
  /// @param memoryMiB of the guest
  /// @param diff from the present definition, for people; empty: none
  /// @param obstacles why not, one sentence each; then the rest says nothing
  public record CheckedDefinition(
      String xml, DiskSet disks, long memoryMiB, String diff, List<String> obstacles) {
    public CheckedDefinition with(List<String> otherObstacles) {
      return new CheckedDefinition(xml, disks, memoryMiB, diff, otherObstacles);
    }
  }

  public static final Method<CheckDefinition, CheckedDefinition> CHECK_DEFINITION =
      new Method<>(
          "vm/checkDefinition",
          CheckDefinition.class,
          CheckedDefinition.class,
          Duration.ofSeconds(30),
          "Whether a VM could be defined so on this host, by our rules and by libvirt's; changes"
              + " nothing.");

  /// @param text the difference of the live XML from the definition, for people; empty: none
  /// @param liveDisks null when it does not run here
  public record Drift(VmId vm, String text, @Nullable DiskSet liveDisks) {}

  public static final Method<Named, Drift> DRIFT =
      new Method<>(
          "vm/drift",
          Named.class,
          Drift.class,
          QUICK,
          "How the live XML differs from the definition.");

  /// @param disksOnly only writable disks that are elsewhere, more or fewer (S5); else all that
  ///   differs
  public record FollowLive(VmId vm, boolean disksOnly) {}

  /// @param basedOn revision of the definition kept here
  /// @param definition it would be, with the live parts in place of those that differ
  public record LiveDefinition(long basedOn, CheckedDefinition definition) {}

  public static final Method<FollowLive, LiveDefinition> LIVE_DEFINITION =
      new Method<>(
          "vm/liveDefinition",
          FollowLive.class,
          LiveDefinition.class,
          Duration.ofSeconds(30),
          "The definition that says what runs here now; changes nothing.");

  /// @param name libvirt's name of the domain
  /// @param lockspace where its lease is
  /// @param dryRun only say what would be done, with the XML diff
  public record Adopt(Header header, VmId vm, String name, LockspaceName lockspace, boolean dryRun)
      implements Change {
    @Override
    public VmId subject() {
      return vm;
    }
  }

  /// @param definition what Leasehold keeps from now on
  /// @param memoryMiB of the guest
  /// @param running whether it runs here
  /// @param diff from the domain's XML to that, for people
  /// @param obstacles why not (S5, S6); empty: can be done, or is done
  /// @param advice what should be changed, such as `error_policy='stop'`
  public record Adopted(
      Definition definition,
      long memoryMiB,
      boolean running,
      String diff,
      List<String> obstacles,
      List<String> advice,
      boolean done) {}

  public static final Method<Adopt, Adopted> ADOPT =
      new Method<>(
          "vm/adopt",
          Adopt.class,
          Adopted.class,
          Duration.ofMinutes(2),
          "Take a persistent domain over, also while it runs; its lease must exist.");

  /// @param next the definition to keep from then on: with its lockspace, or without one
  public record Replug(Header header, Definition next) implements Change {
    @Override
    public VmId subject() {
      return next.vm();
    }
  }

  public static final Method<Replug, Done> PLUG_LEASE =
      new Method<>(
          "vm/plugLease",
          Replug.class,
          Done.class,
          Duration.ofMinutes(2),
          "Give a running VM its lease and prove it, then keep the definition that names it; the"
              + " lease must exist.");

  public static final Method<Replug, Done> UNPLUG_LEASE =
      new Method<>(
          "vm/unplugLease",
          Replug.class,
          Done.class,
          Duration.ofMinutes(3),
          "Take the lease of a running VM away and remove it: out of the index first, so that no"
              + " host can start the VM; then keep the definition without it.");

  public static final Method<OneVm, Done> RELEASE =
      new Method<>(
          "vm/release",
          OneVm.class,
          Done.class,
          Duration.ofMinutes(2),
          "Give a VM back to libvirt as a persistent domain without lease, also while it runs"
              + " without one; its lease must be gone.");

  /// @param disks of the VM to be adopted, as paths
  public record OtherUsers(VmId vm, List<String> disks) {}

  /// @param users sentences, one for each other domain or Pacemaker resource that uses a disk
  public record Users(List<String> users) {}

  public static final Method<OtherUsers, Users> OTHER_USERS =
      new Method<>(
          "vm/otherUsers",
          OtherUsers.class,
          Users.class,
          Duration.ofSeconds(20),
          "Who else on this host could write these disks (S6).");
}
