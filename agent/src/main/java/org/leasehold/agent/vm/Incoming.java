package org.leasehold.agent.vm;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.leasehold.agent.journal.EventId;
import org.leasehold.agent.lease.LeaseProof;
import org.leasehold.agent.lease.LedgerEntry;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic;

/// The target's side of a migration: a door that opens once, for one VM from one host, to libvirt's
/// socket; and the proof of the lease when the VM has arrived (S3).
final class Incoming {
  private static final Logger LOG = Logger.getLogger(Incoming.class.getName());
  private static final Duration VALID = Duration.ofSeconds(60);
  private static final int TOKEN_BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final VmParts parts;
  private final VmTable table;
  private final Resumes resumes;
  private final Path doors;
  private final Path libvirtSocket;
  private final Duration arrivesWithin;
  private final Map<VmId, Arrival> expected = new ConcurrentHashMap<>();

  /// @param token of the door it comes through
  /// @param entry what its acquire on this host must give
  private record Arrival(String token, LedgerEntry entry) {}

  /// @param doors folder of the sockets, one per token
  /// @param libvirtSocket of the driver for QEMU
  /// @param arrivesWithin of the end of the connection through its door; after that nothing is
  ///   expected any more: the version would be an old one, and a VM that comes in some other way
  ///   would be ended for it
  Incoming(
      VmParts parts,
      VmTable table,
      Resumes resumes,
      Path doors,
      Path libvirtSocket,
      Duration arrivesWithin) {
    this.arrivesWithin = arrivesWithin;
    this.parts = parts;
    this.table = table;
    this.resumes = resumes;
    this.doors = doors;
    this.libvirtSocket = libvirtSocket;
  }

  VmTopic.Incoming prepare(VmTopic.PrepareIncoming ask) throws CallException {
    var kept =
        parts
            .store()
            .get(ask.vm())
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.UNKNOWN_NAME,
                        "no definition of VM %s is kept on this host".formatted(ask.vm())));
    if (kept.revision() != ask.revision()) {
      throw new CallException(
          ErrorCode.STALE,
          "the definition of VM %s is kept at revision %d here, revision %d was asked for"
              .formatted(kept.name(), kept.revision(), ask.revision()));
    }
    LedgerEntry entry = null;
    if (kept.lockspace() != null) {
      if (!parts.fitness().reason().isEmpty()) {
        throw new CallException(
            ErrorCode.RULE,
            "this host is unfit to protect VMs: %s; look at it with leasehold-agent check"
                .formatted(parts.fitness().reason()));
      }
      entry = arrival(ask.vm(), kept);
    }
    var arrival = entry == null ? null : new Arrival(token(), entry);
    var token = arrival == null ? token() : arrival.token();
    var before = arrival == null ? null : expected.put(ask.vm(), arrival);
    try {
      open(token, ask, arrival);
    } catch (CallException e) {
      // Nothing is expected that was not let in; what was let in before still is.
      if (before != null) expected.put(ask.vm(), before);
      else if (arrival != null) expected.remove(ask.vm(), arrival);
      throw e;
    }
    var leasePath = entry == null ? null : entry.lease().place().file().toString();
    return new VmTopic.Incoming(token, leasePath, VALID.toMillis());
  }

  /// What its acquire on this host must give.
  private LedgerEntry arrival(VmId vm, VmTopic.Definition kept) throws CallException {
    var status = parts.desk().status();
    var lease = parts.desk().find(status, java.util.Objects.requireNonNull(kept.lockspace()), vm);
    var life =
        LeaseProof.life(status, lease)
            .orElseThrow(
                () ->
                    new CallException(
                        ErrorCode.NOT_JOINED,
                        "lockspace %s is not joined on this host".formatted(kept.lockspace())));
    var next = parts.desk().validLeader(lease).version().next();
    return new LedgerEntry(vm, lease, life, parts.boot(), null, next);
  }

  private static String token() {
    var bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private void open(String token, VmTopic.PrepareIncoming ask, @Nullable Arrival arrival)
      throws CallException {
    try {
      Door.open(
          doors.resolve(token),
          VALID,
          () -> SocketChannel.open(UnixDomainSocketAddress.of(libvirtSocket)),
          () -> expectNoMore(ask.vm(), arrival));
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES, "the door for the migration cannot be made: " + e.getMessage(), e);
    }
    LOG.info("a migration of VM %s from %s may come in".formatted(ask.vm(), ask.source()));
  }

  boolean isExpected(VmId vm) {
    return expected.containsKey(vm);
  }

  private void expectNoMore(VmId vm, @Nullable Arrival arrival) {
    if (arrival == null) return;
    try {
      Thread.sleep(arrivesWithin);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (expected.remove(vm, arrival)) {
      LOG.info("the migration of VM %s that was prepared did not come".formatted(vm));
    }
  }

  /// The VM runs here now: prove its lease, or end it.
  void arrived(VmRecord record) throws CallException, InterruptedException {
    var arrival = expected.remove(record.vm);
    if (arrival == null) {
      parts
          .journal()
          .record(
              EventId.VM_MIGRATED,
              record.vm,
              "VM %s came in past Leasehold; its version is not written down, so it is never resumed after a pause"
                  .formatted(record.vm));
      return;
    }
    var entry = arrival.entry();
    table.taken(record.vm);
    try {
      record.begin(VmRecord.Doing.MIGRATING_IN);
      var name = record.seen().map(VmSeen::name).orElse(record.vm.text());
      parts.ledger().write(entry);
      var next = java.util.Objects.requireNonNull(entry.expected());
      if (resumes.provenOrEnded(record, name, entry, next) == Resumes.Found.PROVEN) {
        parts
            .journal()
            .record(
                EventId.VM_MIGRATED,
                record.vm,
                "VM %s came in and holds its lease here at version %s".formatted(name, next));
      }
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES, "the lease's version cannot be written down: " + e.getMessage(), e);
    } finally {
      record.end();
      parts.reports().vmChanged(record.vm);
      record.busy.unlock();
    }
  }
}
