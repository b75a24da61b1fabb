package org.leasehold.agent.sanlock;

import com.sun.jna.LastErrorException;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/// What the C library has and Java has not, for descriptors that sanlock's library opened.
final class CLibrary {
  static {
    Native.register(CLibrary.class, "c");
  }

  static final int SHUT_RDWR = 2;
  static final int MSG_PEEK_DONTWAIT = 0x2 | 0x40;

  private CLibrary() {}

  static native void free(Pointer memory);

  static native int close(int descriptor);

  static native int shutdown(int descriptor, int how);

  static native long recv(int descriptor, byte[] into, long length, int flags)
      throws LastErrorException;

  static native int setenv(String name, String value, int overwrite);
}
