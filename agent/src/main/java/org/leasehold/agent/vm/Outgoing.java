package org.leasehold.agent.vm;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.rpc.Call;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Done;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;
import org.leasehold.core.sanlock.LeasePlace;
import org.leasehold.core.sanlock.ResourceAt;

/// The source's side of a migration: libvirt reaches the target through a small program of one use,
/// which is an SSH login with the forced command `migrate-in TOKEN`; everything goes through that
/// one connection.
///
/// @see "libvirt docs/uri.rst: the ext transport; docs/migration.rst: tunnelled"
final class Outgoing {
  private static final Duration RESERVED = Duration.ofSeconds(10);
  private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:_-]{1,253}");
  private static final Pattern TOKEN = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern HOST_KEY =
      Pattern.compile("(ssh|ecdsa|sk)-[a-z0-9@.-]+ [A-Za-z0-9+/=]+");

  private final VmParts parts;
  private final VmTable table;
  private final Resumes resumes;
  private final Ways ways;
  private final Map<VmId, MigrationJob> jobs = new ConcurrentHashMap<>();

  /// @param folder for the programs of one use
  /// @param identity private key whose only right on other hosts is `migrate-in`
  /// @param withoutStorageCheck for shared file systems libvirt does not know; lockspace and S2
  ///   have proven that it is the same volume
  record Ways(Path folder, Path identity, boolean withoutStorageCheck) {}

  Outgoing(VmParts parts, VmTable table, Resumes resumes, Ways ways) {
    this.parts = parts;
    this.table = table;
    this.resumes = resumes;
    this.ways = ways;
  }

  Done migrate(VmTopic.Migrate ask, Call call) throws CallException, InterruptedException {
    var record = table.taken(ask.vm());
    try {
      record.begin(VmRecord.Doing.MIGRATING_OUT);
      parts.reports().vmChanged(ask.vm());
      var done = migrated(record, ask, call);
      parts.journal().record(EventId.VM_MIGRATED, ask.vm(), done.text());
      return done;
    } catch (CallException e) {
      parts.journal().record(EventId.VM_MIGRATION_FAILED, ask.vm(), e.sentence());
      throw e;
    } finally {
      record.end();
      parts.reports().vmChanged(ask.vm());
      record.busy.unlock();
    }
  }

  /// Breaks the migration off; libvirt's end of it is what the migrating call answers.
  Done cancel(VmId vm) throws CallException {
    var job = jobs.get(vm);
    if (job == null) {
      throw new CallException(
          ErrorCode.RULE,
          "no migration of VM %s is under way here: it has arrived, or failed".formatted(vm));
    }
    job.cancel();
    return new Done("the migration of VM %s is being broken off".formatted(vm));
  }

  private Done migrated(VmRecord record, VmTopic.Migrate ask, Call call)
      throws CallException, InterruptedException {
    try {
      var xml = parts.hypervisor().xml(ask.vm(), Hypervisor.XmlOf.MIGRATABLE);
      var facts = parts.definitions().facts(xml);
      var lease = Definitions.leaseOf(facts);
      var targetXml = xml;
      if (lease.isPresent()) targetXml = onTarget(xml, lease.get(), ask.leasePath(), facts.name());
      var program = program(ask);
      try {
        // The server's name only tells libvirt that it is not this host; the program connects.
        var uri = "qemu+ext://migration-target/system?command=" + program;
        move(record, new MigrationOrder(uri, targetXml, ways.withoutStorageCheck()), call);
      } finally {
        Files.deleteIfExists(program);
        Files.deleteIfExists(known(ask.token()));
      }
      return new Done("VM %s moved to %s".formatted(facts.name(), ask.target()));
    } catch (HypervisorException e) {
      throw Troubles.of(e);
    } catch (BadDefinitionException e) {
      throw Troubles.of(e);
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES, "the migration cannot be prepared: " + e.getMessage(), e);
    }
  }

  private String onTarget(String xml, ResourceAt lease, @Nullable String path, String name)
      throws CallException, BadDefinitionException {
    if (path == null) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS,
          "VM %s has a lease, and the target's path of its volume is not named".formatted(name));
    }
    var there = new LeasePlace(Path.of(path), lease.place().offsetBytes());
    return parts
        .definitions()
        .withLease(xml, new ResourceAt(lease.lockspace(), lease.lease(), there));
  }

  private void move(VmRecord record, MigrationOrder order, Call call)
      throws CallException, InterruptedException {
    var atMost = call.left().minus(RESERVED);
    var job = new MigrationJob(parts.hypervisor(), record.vm, order, atMost);
    jobs.put(record.vm, job);
    try {
      job.run(call);
    } catch (HypervisorException e) {
      throw failed(record, e, job.wasCancelled(), call.isCancelled());
    } finally {
      jobs.remove(record.vm);
    }
  }

  /// What did not arrive may have been stopped and started again here: then it holds a lease that
  /// is one version on.
  private CallException failed(
      VmRecord record, HypervisorException e, boolean cancelled, boolean callerGone)
      throws InterruptedException {
    if (e.kind() == HypervisorException.Kind.NO_ANSWER) abort(record);
    try {
      resumes.afterTheFact(record);
    } catch (CallException unclear) {
      return unclear;
    }
    if (!cancelled) return Troubles.of(e);
    boolean unsure = callerGone || e.kind() == HypervisorException.Kind.NO_ANSWER;
    return new CallException(
        unsure ? ErrorCode.CANCELLED : ErrorCode.FAILED,
        "the migration of VM %s was cancelled; it is still here".formatted(record.vm));
  }

  private void abort(VmRecord record) {
    try {
      parts.hypervisor().abortJob(record.vm);
    } catch (HypervisorException _) {
      // It ended by itself meanwhile.
    }
  }

  private Path known(String token) {
    return ways.folder().resolve(token + ".known");
  }

  /// No shell reads what a caller said: address, key and token have passed the patterns.
  private Path program(VmTopic.Migrate ask) throws CallException, IOException {
    if (!ADDRESS.matcher(ask.address()).matches() || ask.address().startsWith("-")) {
      throw new CallException(ErrorCode.INVALID_PARAMS, "not a host address: " + ask.address());
    }
    if (!TOKEN.matcher(ask.token()).matches()) {
      throw new CallException(ErrorCode.INVALID_PARAMS, "not a token of prepareIncoming");
    }
    if (!HOST_KEY.matcher(ask.hostKey()).matches()) {
      throw new CallException(ErrorCode.INVALID_PARAMS, "not a public host key: " + ask.hostKey());
    }
    Files.createDirectories(ways.folder());
    Files.setPosixFilePermissions(ways.folder(), PosixFilePermissions.fromString("rwx------"));
    var known = known(ask.token());
    Files.writeString(known, ask.address() + " " + ask.hostKey() + "\n", StandardCharsets.US_ASCII);
    var program = ways.folder().resolve(ask.token());
    Files.writeString(
        program,
        """
        #!/bin/sh
        exec /usr/bin/ssh -F /dev/null -T -i %s -o IdentitiesOnly=yes -o BatchMode=yes \
        -o StrictHostKeyChecking=yes -o UserKnownHostsFile=%s -o ConnectTimeout=10 \
        -o ServerAliveInterval=5 -o ServerAliveCountMax=3 leasehold@%s migrate-in %s
        """
            .formatted(ways.identity(), known, ask.address(), ask.token()),
        StandardCharsets.US_ASCII);
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return program;
  }
}
