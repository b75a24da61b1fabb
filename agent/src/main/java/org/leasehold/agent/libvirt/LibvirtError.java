package org.leasehold.agent.libvirt;

import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;

/// libvirt's errors, read on the thread of the failed call and told apart.
///
/// The sanlock driver passes no number, only sanlock's text.
///
/// @see "libvirt include/libvirt/virterror.h; src/locking/lock_driver_sanlock.c; sanlock
///   src/sanlock_rv.h"
final class LibvirtError {
  private static final int INTERNAL = 1;
  private static final int NO_SUPPORT = 3;
  private static final int NO_CONNECT = 5;
  private static final int INVALID_CONNECTION = 6;
  private static final int DOMAIN_EXISTS = 20;
  private static final int XML_ERROR = 27;
  private static final int XML_DETAIL = 35;
  private static final int SYSTEM_ERROR = 38;
  private static final int RPC = 39;
  private static final int NO_DOMAIN = 42;
  private static final int OPERATION_INVALID = 55;
  private static final int CONFIG_UNSUPPORTED = 67;
  private static final int RESOURCE_BUSY = 87;

  private LibvirtError() {}

  /// @param call what was asked, for the sentence
  static HypervisorException last(String call) {
    return of(call, Virt.virGetLastErrorCode(), Virt.virGetLastErrorMessage());
  }

  static HypervisorException of(String call, int code, String text) {
    var kind = kind(code, text);
    return new HypervisorException(kind, call + " failed: " + meaning(kind, text), text);
  }

  private static Kind kind(int code, String text) {
    return switch (code) {
      case NO_DOMAIN -> Kind.NO_SUCH_VM;
      case OPERATION_INVALID -> Kind.WRONG_STATE;
      case DOMAIN_EXISTS -> Kind.EXISTS;
      case XML_ERROR, XML_DETAIL -> Kind.BAD_XML;
      case NO_SUPPORT, CONFIG_UNSUPPORTED -> Kind.UNSUPPORTED;
      case NO_CONNECT, INVALID_CONNECTION, RPC -> Kind.NOT_CONNECTED;
      case INTERNAL -> text.contains("client socket is closed") ? Kind.NOT_CONNECTED : lock(text);
      case RESOURCE_BUSY, SYSTEM_ERROR -> lock(text);
      default -> {
        if (text.contains("unsupported flags")) yield Kind.UNSUPPORTED;
        yield text.contains("already exists") ? Kind.EXISTS : lock(text);
      }
    };
  }

  private static Kind lock(String text) {
    if (text.startsWith("Cannot recv data") || text.startsWith("End of file while reading")) {
      return Kind.NOT_CONNECTED;
    }
    if (!text.contains("lock:") && !text.contains("sanlock")) return Kind.OTHER;
    if (text.contains("Lease is held by another host")) return Kind.LEASE_HELD_ELSEWHERE;
    if (text.contains("acquired by another host")) return Kind.LEASE_HELD_ELSEWHERE;
    if (text.contains("Lease is owned by another host")) return Kind.LEASE_OWNER_SILENT;
    if (text.contains("No space left on device")) return Kind.LOCKSPACE_NOT_JOINED;
    if (text.contains("File exists")) return Kind.LEASE_HELD_HERE;
    return Kind.LEASE_TROUBLE;
  }

  private static String meaning(Kind kind, String text) {
    return switch (kind) {
      case LEASE_HELD_ELSEWHERE -> "another host, which is alive, holds its lease";
      case LEASE_OWNER_SILENT ->
          "another host owns its lease and may be dead: it has to be waited for";
      case LOCKSPACE_NOT_JOINED ->
          "the lockspace of its lease is not joined on this host, or is failing";
      case LEASE_HELD_HERE -> "its lease is held on this host already, by another process";
      case NOT_CONNECTED -> "libvirt is not reachable on this host (" + text + ")";
      default -> text;
    };
  }
}
