package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every refusal of sanlock as a person reads it.
class SanlockSentencesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
ERROR                | sanlock failed without a reason; its log may have one
AIO_TIMEOUT          | the storage is too slow or gone: an I/O timed out
WD_ERROR             | the watchdog daemon wdmd is not running or not usable
DBLOCK_READ          | a host's block of the lease could not be read
DBLOCK_WRITE         | our block of the lease could not be written
DBLOCK_LVER          | another host won the lease: a newer ballot is running
DBLOCK_MBAL          | another host won the lease: it bids higher in this ballot
DBLOCK_CHECKSUM      | the lease is damaged: wrong checksum in a host's block
LEADER_READ          | the lease could not be read from storage
LEADER_WRITE         | the lease could not be written to storage
LEADER_DIFF          | the lease changed while it was read: somebody else writes it
LEADER_MAGIC         | no lease at this place: never written there, or cleared
LEADER_VERSION       | the lease is of a format version this sanlock cannot read
LEADER_SECTORSIZE    | the lease was written with another sector size
LEADER_LOCKSPACE     | the lease at this place belongs to another lockspace: wrong offset or volume
LEADER_RESOURCE      | another lease is at this place: wrong offset or index
LEADER_NUMHOSTS      | the lease has no room for this host's id: id too high
LEADER_CHECKSUM      | the lease is damaged: wrong checksum in its leader record
ADDLS_SIZES          | the lockspace has impossible sector and slot sizes, or is not formatted
ADDLS_INVALID_HOSTID | the host id is too high for this lockspace's slot size
ACQUIRE_LVER         | the lease is not at the version asked for: it was acquired since
ACQUIRE_LOCKSPACE    | the lockspace is gone from this host
ACQUIRE_IDDISK       | the lockspace's volume cannot be opened on this host
ACQUIRE_IDLIVE       | another host, which is alive, holds the lease
ACQUIRE_OWNED        | another host won the lease: it was quicker in another ballot
ACQUIRE_OTHER        | another host won the lease: it was quicker in this ballot
ACQUIRE_SHRETRY      | other hosts are taking the lease shared at this moment: try again
ACQUIRE_OWNED_RETRY  | another host owns the lease and may be dead: it has to be waited for
RELEASE_LVER         | the lease on disk is at another version: overwritten under us
RELEASE_OWNER        | the lease on disk has another owner: overwritten under us
RENEW_OWNER          | another host wrote over this host's id in the lockspace
RENEW_DIFF           | this host's record in the lockspace was changed by somebody else
HOSTID_BUSY          | another host uses this host id: ids must be unique
REQUEST_MAGIC        | the lease's request block is damaged
REQUEST_VERSION      | the lease's request block is of an unknown version
REQUEST_OLD          | the request is stale: the lease is at a newer version already
REQUEST_LVER         | a request for a newer version is already there
EPERM                | sanlock failed without a reason; its log may have one
ENOENT               | there is no such file or lockspace
ESRCH                | the process is not registered with sanlock
EIO                  | the storage reports an I/O error
EAGAIN               | sanlock cannot tell or do that at this moment: try again
ENOMEM               | sanlock is out of memory
EACCES               | sanlock may not open the file: its user needs to read and write it
EBUSY                | sanlock is still busy with that process or lockspace
EEXIST               | that already exists
ENODEV               | sanlock cannot open the file or device
EISDIR               | the path is a directory
EINVAL               | sanlock does not accept the request, or cannot use that file
ENOSPC               | no space is left on the device
EROFS                | the file system is read-only
ERANGE               | sanlock does not accept that number of disks
ELIBSCN              | a held lease has a space in its path, so sanlock cannot name it
EMSGSIZE             | the file ends inside the area of the lease or lockspace
ENOTCONN             | sanlock did not receive the whole request
EINPROGRESS          | the lockspace is being joined or left at this moment
ESTALE               | the process is gone, or the file handle is stale
EUCLEAN              | an orphaned persistent lease of that name exists on this host
E2BIG                | a process can hold 8 leases at once
""")
  void aCodeHasItsSentence(SanlockCode code, String sentence) {
    assertEquals(sentence, code.sentence(SanlockCall.VERSION));
  }

  /// sanlock borrows errnos for its own purposes.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
ACQUIRE        | ENOSPC      | the lockspace is not joined on this host, or is failing here
ACQUIRE        | EEXIST      | a process on this host already holds the lease
ACQUIRE        | EAGAIN      | the lease is being released on this host, or live hosts hold it shared: try again
ACQUIRE        | EBUSY       | another acquire of it is running on this host, or the process is being ended
ACQUIRE        | ENOENT      | the process holds 8 leases already, or the file does not exist
ACQUIRE        | EPERM       | sanlock could not release the lease
RELEASE        | EPERM       | this process does not hold the lease
REQUEST        | ENOSPC      | the lockspace is not joined on this host, or is failing here
ADD_LOCKSPACE  | EEXIST      | the lockspace is already joined
ADD_LOCKSPACE  | EINPROGRESS | the lockspace is being joined at this moment
ADD_LOCKSPACE  | EINVAL      | the name or the place clashes with another lockspace joined on this host
ADD_LOCKSPACE  | EAGAIN      | the lockspace is being left at this moment: try again
ADD_LOCKSPACE  | EPERM       | the join was undone by a leave or a shutdown
REM_LOCKSPACE  | EBUSY       | a process on this host still holds a lease of the lockspace
REM_LOCKSPACE  | ENOENT      | the lockspace is not joined on this host
REM_LOCKSPACE  | EINPROGRESS | the lockspace is already being left
GET_HOSTS      | ENOENT      | the lockspace is not joined on this host
GET_HOSTS      | EAGAIN      | the lockspace was joined a moment ago and has not been read yet: try again
GET_HOSTS      | ENOSPC      | the list is longer than sanlock can return
GET_LOCKSPACES | ENOSPC      | the list is longer than sanlock can return
SET_CONFIG     | ENOENT      | the lockspace is not joined on this host, or is failing here
INQUIRE        | EBUSY       | sanlock is busy with this process or is ending it
REGISTER       | EBUSY       | sanlock is busy with this process or is ending it
""")
  void anErrnoHasTheSentenceOfItsCall(SanlockCall call, SanlockCode code, String sentence) {
    assertEquals(sentence, code.sentence(call));
  }

  private static void assertUnreachable(String sentence, SanlockException.NotReachable.Why why) {
    var socket = Path.of("/run/sanlock/sanlock.sock");
    assertEquals(
        sentence,
        new SanlockException.NotReachable(SanlockCall.VERSION, socket, why, "it broke").sentence());
  }

  @Test
  void aDaemonThatCannotBeReached() {
    assertUnreachable(
        "sanlock is not running on this host: no socket at /run/sanlock/sanlock.sock; start it with systemctl start sanlock",
        SanlockException.NotReachable.Why.NO_SOCKET);
    assertUnreachable(
        "sanlock is not running on this host: nobody listens at /run/sanlock/sanlock.sock, it was left by an earlier one; start it with systemctl start sanlock",
        SanlockException.NotReachable.Why.NOBODY_LISTENS);
    assertUnreachable(
        "not allowed to talk to sanlock: no permission for /run/sanlock/sanlock.sock; run this as root or as a member of the group sanlock",
        SanlockException.NotReachable.Why.NO_PERMISSION);
    assertUnreachable(
        "sanlock cannot be reached at /run/sanlock/sanlock.sock: it broke",
        SanlockException.NotReachable.Why.OTHER);
  }

  @Test
  void aCallWithoutAnAnswer() {
    assertEquals(
        "sanlock did not answer acquire of lease vm within 2.5 s; it may still do it",
        new SanlockException.NoAnswer(SanlockCall.ACQUIRE, "lease vm", Duration.ofMillis(2500))
            .sentence());
    assertEquals(
        "acquire of lease vm was cancelled; sanlock may still do it",
        new SanlockException.Cancelled(SanlockCall.ACQUIRE, "lease vm").sentence());
    assertEquals(
        "release not sent: sanlock has not yet answered the earlier acquire on this connection",
        new SanlockException.InDoubt(SanlockCall.RELEASE, SanlockCall.ACQUIRE).sentence());
  }
}
