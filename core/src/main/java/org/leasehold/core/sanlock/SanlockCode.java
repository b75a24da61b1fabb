package org.leasehold.core.sanlock;

import java.util.HashMap;
import java.util.Map;

/// The return codes of sanlock that mean something to a person, each with one sentence.
///
/// Numbers above -200 are errnos; what they mean depends on the call, see [#sentence(SanlockCall)].
///
/// @see "sanlock src/sanlock_rv.h; src/cmd.c, src/resource.c and src/lockspace.c for the errnos"
public enum SanlockCode {
  ERROR(-201, "SANLK_ERROR", "sanlock failed without a reason; its log may have one"),
  AIO_TIMEOUT(-202, "SANLK_AIO_TIMEOUT", "the storage is too slow or gone: an I/O timed out"),
  WD_ERROR(-203, "SANLK_WD_ERROR", "the watchdog daemon wdmd is not running or not usable"),
  DBLOCK_READ(-210, "SANLK_DBLOCK_READ", "a host's block of the lease could not be read"),
  DBLOCK_WRITE(-211, "SANLK_DBLOCK_WRITE", "our block of the lease could not be written"),
  DBLOCK_LVER(-212, "SANLK_DBLOCK_LVER", "another host won the lease: a newer ballot is running"),
  DBLOCK_MBAL(
      -213, "SANLK_DBLOCK_MBAL", "another host won the lease: it bids higher in this ballot"),
  DBLOCK_CHECKSUM(
      -214, "SANLK_DBLOCK_CHECKSUM", "the lease is damaged: wrong checksum in a host's block"),
  LEADER_READ(-220, "SANLK_LEADER_READ", "the lease could not be read from storage"),
  LEADER_WRITE(-221, "SANLK_LEADER_WRITE", "the lease could not be written to storage"),
  LEADER_DIFF(
      -222, "SANLK_LEADER_DIFF", "the lease changed while it was read: somebody else writes it"),
  LEADER_MAGIC(
      -223, "SANLK_LEADER_MAGIC", "no lease at this place: never written there, or cleared"),
  LEADER_VERSION(
      -224, "SANLK_LEADER_VERSION", "the lease is of a format version this sanlock cannot read"),
  LEADER_SECTORSIZE(
      -225, "SANLK_LEADER_SECTORSIZE", "the lease was written with another sector size"),
  LEADER_LOCKSPACE(
      -226,
      "SANLK_LEADER_LOCKSPACE",
      "the lease at this place belongs to another lockspace: wrong offset or volume"),
  LEADER_RESOURCE(
      -227, "SANLK_LEADER_RESOURCE", "another lease is at this place: wrong offset or index"),
  LEADER_NUMHOSTS(
      -228, "SANLK_LEADER_NUMHOSTS", "the lease has no room for this host's id: id too high"),
  LEADER_CHECKSUM(
      -229, "SANLK_LEADER_CHECKSUM", "the lease is damaged: wrong checksum in its leader record"),
  ADDLS_SIZES(
      -230,
      "SANLK_ADDLS_SIZES",
      "the lockspace has impossible sector and slot sizes, or is not formatted"),
  ADDLS_INVALID_HOSTID(
      -231, "SANLK_ADDLS_INVALID_HOSTID", "the host id is too high for this lockspace's slot size"),
  ACQUIRE_LVER(
      -240,
      "SANLK_ACQUIRE_LVER",
      "the lease is not at the version asked for: it was acquired since"),
  ACQUIRE_LOCKSPACE(-241, "SANLK_ACQUIRE_LOCKSPACE", "the lockspace is gone from this host"),
  ACQUIRE_IDDISK(
      -242, "SANLK_ACQUIRE_IDDISK", "the lockspace's volume cannot be opened on this host"),
  ACQUIRE_IDLIVE(-243, "SANLK_ACQUIRE_IDLIVE", "another host, which is alive, holds the lease"),
  ACQUIRE_OWNED(
      -244, "SANLK_ACQUIRE_OWNED", "another host won the lease: it was quicker in another ballot"),
  ACQUIRE_OTHER(
      -245, "SANLK_ACQUIRE_OTHER", "another host won the lease: it was quicker in this ballot"),
  ACQUIRE_SHRETRY(
      -246,
      "SANLK_ACQUIRE_SHRETRY",
      "other hosts are taking the lease shared at this moment: try again"),
  ACQUIRE_OWNED_RETRY(
      -247,
      "SANLK_ACQUIRE_OWNED_RETRY",
      "another host owns the lease and may be dead: it has to be waited for"),
  RELEASE_LVER(
      -250, "SANLK_RELEASE_LVER", "the lease on disk is at another version: overwritten under us"),
  RELEASE_OWNER(
      -251, "SANLK_RELEASE_OWNER", "the lease on disk has another owner: overwritten under us"),
  RENEW_OWNER(-260, "SANLK_RENEW_OWNER", "another host wrote over this host's id in the lockspace"),
  RENEW_DIFF(
      -261, "SANLK_RENEW_DIFF", "this host's record in the lockspace was changed by somebody else"),
  HOSTID_BUSY(-262, "SANLK_HOSTID_BUSY", "another host uses this host id: ids must be unique"),
  REQUEST_MAGIC(-270, "SANLK_REQUEST_MAGIC", "the lease's request block is damaged"),
  REQUEST_VERSION(
      -271, "SANLK_REQUEST_VERSION", "the lease's request block is of an unknown version"),
  REQUEST_OLD(
      -272, "SANLK_REQUEST_OLD", "the request is stale: the lease is at a newer version already"),
  REQUEST_LVER(-273, "SANLK_REQUEST_LVER", "a request for a newer version is already there"),

  EPERM(-1, "EPERM", "sanlock failed without a reason; its log may have one"),
  ENOENT(-2, "ENOENT", "there is no such file or lockspace"),
  ESRCH(-3, "ESRCH", "the process is not registered with sanlock"),
  EIO(-5, "EIO", "the storage reports an I/O error"),
  EAGAIN(-11, "EAGAIN", "sanlock cannot tell or do that at this moment: try again"),
  ENOMEM(-12, "ENOMEM", "sanlock is out of memory"),
  EACCES(-13, "EACCES", "sanlock may not open the file: its user needs to read and write it"),
  EBUSY(-16, "EBUSY", "sanlock is still busy with that process or lockspace"),
  EEXIST(-17, "EEXIST", "that already exists"),
  ENODEV(-19, "ENODEV", "sanlock cannot open the file or device"),
  EISDIR(-21, "EISDIR", "the path is a directory"),
  EINVAL(-22, "EINVAL", "sanlock does not accept the request, or cannot use that file"),
  ENOSPC(-28, "ENOSPC", "no space is left on the device"),
  EROFS(-30, "EROFS", "the file system is read-only"),
  ERANGE(-34, "ERANGE", "sanlock does not accept that number of disks"),
  ELIBSCN(-81, "ELIBSCN", "a held lease has a space in its path, so sanlock cannot name it"),
  EMSGSIZE(-90, "EMSGSIZE", "the file ends inside the area of the lease or lockspace"),
  ENOTCONN(-107, "ENOTCONN", "sanlock did not receive the whole request"),
  EINPROGRESS(-115, "EINPROGRESS", "the lockspace is being joined or left at this moment"),
  ESTALE(-116, "ESTALE", "the process is gone, or the file handle is stale"),
  EUCLEAN(-117, "EUCLEAN", "an orphaned persistent lease of that name exists on this host"),
  E2BIG(-7, "E2BIG", "a process can hold 8 leases at once"),

  /// Any number not in this table.
  OTHER(0, "unknown", "sanlock returned a code without a known meaning");

  private static final Map<Integer, SanlockCode> BY_NUMBER = new HashMap<>();

  static {
    for (var code : values()) BY_NUMBER.put(code.number, code);
    BY_NUMBER.remove(OTHER.number);
  }

  private final int number;
  private final String symbol;
  private final String sentence;

  SanlockCode(int number, String symbol, String sentence) {
    this.number = number;
    this.symbol = symbol;
    this.sentence = sentence;
  }

  /// Finds a code by its number.
  ///
  /// @param number what the daemon returned, negative
  public static SanlockCode of(int number) {
    return BY_NUMBER.getOrDefault(number, OTHER);
  }

  /// Negative, as the daemon returns it; 0 for [#OTHER].
  public int number() {
    return number;
  }

  /// The name in sanlock's or the C library's headers.
  public String symbol() {
    return symbol;
  }

  /// What the code means when this call returns it: one clause without full stop.
  public String sentence(SanlockCall call) {
    return ErrnoSentences.of(call, this).orElse(sentence);
  }
}
