package org.leasehold.agent.libvirt;

import com.sun.jna.Callback;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/// What libvirt-java lacks or does not let us free in one place: calls about one domain.
///
/// Errors are thread-local in libvirt: ask for them on the thread of the failed call.
///
/// @see "libvirt include/libvirt/libvirt-domain.h"
final class Virt {
  static {
    Native.register(Virt.class, NativeLibrary.getInstance("virt"));
  }

  private Virt() {}

  static native int virGetLastErrorCode();

  static native int virGetLastErrorDomain();

  static native String virGetLastErrorMessage();

  static native int virConnectListAllDomains(
      Pointer connect, PointerByReference domains, int flags);

  static native @Nullable Pointer virDomainLookupByUUIDString(Pointer connect, String uuid);

  static native int virDomainFree(Pointer domain);

  static native int virDomainGetUUIDString(Pointer domain, byte[] text);

  static native @Nullable String virDomainGetName(Pointer domain);

  static native int virDomainGetState(
      Pointer domain, IntByReference state, IntByReference reason, int flags);

  static native int virDomainIsPersistent(Pointer domain);

  static native int virDomainGetAutostart(Pointer domain, IntByReference on);

  static native @Nullable Pointer virDomainGetXMLDesc(Pointer domain, int flags);

  static native @Nullable Pointer virDomainCreateXML(Pointer connect, String xml, int flags);

  static native @Nullable Pointer virDomainDefineXMLFlags(Pointer connect, String xml, int flags);

  static native int virDomainUndefineFlags(Pointer domain, int flags);

  static native int virDomainSuspend(Pointer domain);

  static native int virDomainResume(Pointer domain);

  static native int virDomainShutdownFlags(Pointer domain, int flags);

  static native int virDomainDestroyFlags(Pointer domain, int flags);

  static native int virDomainAttachDeviceFlags(Pointer domain, String xml, int flags);

  static native int virDomainDetachDeviceFlags(Pointer domain, String xml, int flags);

  static native int virDomainSetMetadata(
      Pointer domain, int type, String metadata, String key, String uri, int flags);

  static native int virDomainAbortJob(Pointer domain);

  static native int virDomainGetJobInfo(Pointer domain, Pointer info);

  static native int virDomainMigrateToURI3(
      Pointer domain, String uri, @Nullable Pointer params, int count, int flags);

  static native int virTypedParamsAddString(
      PointerByReference params,
      IntByReference count,
      IntByReference max,
      String name,
      String value);

  static native void virTypedParamsFree(@Nullable Pointer params, int count);

  static native int virConnectGetAllDomainStats(
      Pointer connect, int groups, PointerByReference records, int flags);

  static native void virDomainStatsRecordListFree(@Nullable Pointer records);

  static native @Nullable Pointer virStreamNew(Pointer connect, int flags);

  static native int virStreamFree(Pointer stream);

  static native int virStreamAbort(Pointer stream);

  static native int virStreamFinish(Pointer stream);

  static native int virStreamRecv(Pointer stream, byte[] into, long length);

  static native @Nullable Pointer virDomainScreenshot(
      Pointer domain, Pointer stream, int screen, int flags);

  static native int virConnectDomainEventRegisterAny(
      Pointer connect,
      @Nullable Pointer domain,
      int id,
      Callback callback,
      @Nullable Pointer opaque,
      @Nullable Pointer free);

  static native int virConnectDomainEventDeregisterAny(Pointer connect, int callbackId);
}
