package org.leasehold.agent.libvirt;

import com.sun.jna.Pointer;
import java.io.ByteArrayOutputStream;
import org.leasehold.agent.vm.HypervisorException;
import org.leasehold.agent.vm.HypervisorException.Kind;

/// Fetches a picture of a VM's screen through a libvirt stream.
final class Screenshots {
  private static final int CHUNK_BYTES = 64 << 10;

  private Screenshots() {}

  static byte[] take(Pointer connect, Pointer domain, int bytesMax) throws HypervisorException {
    var stream = Virt.virStreamNew(connect, 0);
    if (stream == null) throw LibvirtError.last("screenshot");
    try {
      var type = Virt.virDomainScreenshot(domain, stream, 0, 0);
      if (type == null) throw LibvirtError.last("screenshot");
      DomainList.free(type);
      return received(stream, bytesMax);
    } finally {
      Virt.virStreamFree(stream);
    }
  }

  private static byte[] received(Pointer stream, int bytesMax) throws HypervisorException {
    var picture = new ByteArrayOutputStream();
    var chunk = new byte[CHUNK_BYTES];
    while (true) {
      int got = Virt.virStreamRecv(stream, chunk, chunk.length);
      if (got < 0) throw LibvirtError.last("screenshot");
      if (got == 0) break;
      picture.write(chunk, 0, got);
      if (picture.size() > bytesMax) {
        Virt.virStreamAbort(stream);
        throw new HypervisorException(
            Kind.UNSUPPORTED,
            "screenshot failed: the picture is larger than %d bytes".formatted(bytesMax),
            "");
      }
    }
    Virt.virStreamFinish(stream);
    return picture.toByteArray();
  }
}
