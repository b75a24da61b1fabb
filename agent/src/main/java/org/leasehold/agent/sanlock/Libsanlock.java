package org.leasehold.agent.sanlock;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/// `libsanlock_client.so.1` as its headers have it. Every call blocks for as long as the daemon
/// likes; results below 0 are errnos or sanlock's own codes.
///
/// @see "sanlock src/sanlock_resource.h, src/sanlock_admin.h"
interface Libsanlock extends Library {
  String NAME = "libsanlock_client.so.1";

  /// The one the host has. It reads `SANLOCK_RUN_DIR` at its first call and never again.
  static Libsanlock ofThisHost() {
    return Native.load(NAME, Libsanlock.class);
  }

  int sanlock_register();

  int sanlock_acquire(
      int sock, int pid, int flags, int count, Pointer resources, @Nullable Pointer options);

  int sanlock_release(int sock, int pid, int flags, int count, Pointer resources);

  int sanlock_inquire(int sock, int pid, int flags, IntByReference count, PointerByReference state);

  int sanlock_request(int flags, int forceMode, Pointer resource);

  int sanlock_add_lockspace_timeout(Pointer lockspace, int flags, int ioTimeout);

  int sanlock_inq_lockspace(Pointer lockspace, int flags);

  int sanlock_rem_lockspace(Pointer lockspace, int flags);

  int sanlock_get_lockspaces(PointerByReference lockspaces, IntByReference count, int flags);

  int sanlock_get_hosts(
      String lockspace, long hostId, PointerByReference hosts, IntByReference count, int flags);

  int sanlock_set_config(String lockspace, int flags, int command, @Nullable Pointer data);

  int sanlock_write_lockspace(Pointer lockspace, int maxHosts, int flags, int ioTimeout);

  int sanlock_read_lockspace(Pointer lockspace, int flags, IntByReference ioTimeout);

  int sanlock_write_resource(Pointer resource, int maxHosts, int hosts, int flags);

  int sanlock_read_resource(Pointer resource, int flags);

  int sanlock_read_resource_owners(
      Pointer resource, int flags, PointerByReference hosts, IntByReference count);

  int sanlock_version(int flags, IntByReference version, IntByReference protocol);
}
