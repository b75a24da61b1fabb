package org.leasehold.agent.sanlock;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Structs in memory that sanlock's library can see.
final class NativeStructs {
  private NativeStructs() {}

  static Memory of(ByteBuffer struct) {
    var bytes = new byte[struct.remaining()];
    struct.duplicate().get(bytes);
    var memory = new Memory(bytes.length);
    memory.write(0, bytes, 0, bytes.length);
    return memory;
  }

  /// `struct x *array[1]`.
  static Memory arrayOf(Pointer struct) {
    var array = new Memory(Long.BYTES);
    array.setPointer(0, struct);
    return array;
  }

  static ByteBuffer bytes(Pointer memory, int length) {
    return ByteBuffer.wrap(memory.getByteArray(0, length)).order(ByteOrder.nativeOrder());
  }

  /// A list the library made: copied, and its memory given back.
  static ByteBuffer taken(PointerByReference list, IntByReference count, int structBytes) {
    var memory = list.getValue();
    if (memory == null) return ByteBuffer.allocate(0);
    try {
      return bytes(memory, count.getValue() * structBytes);
    } finally {
      CLibrary.free(memory);
    }
  }

  /// A text the library made: copied, and its memory given back.
  static String takenText(PointerByReference text) {
    var memory = text.getValue();
    if (memory == null) return "";
    try {
      return memory.getString(0, "UTF-8");
    } finally {
      CLibrary.free(memory);
    }
  }
}
