package org.leasehold.agent.fence;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.UUID;
import org.leasehold.core.protocol.ClusterTopic;

/// The system UUID of a machine, as its firmware tells it and as its BMC does.
final class SystemGuids {
  private static final Path OF_THIS_HOST = Path.of("/sys/class/dmi/id/product_uuid");

  private SystemGuids() {}

  static ClusterTopic.SystemGuid ofThisHost() {
    try {
      var text = Files.readString(OF_THIS_HOST).strip().toLowerCase(Locale.ROOT);
      return new ClusterTopic.SystemGuid(UUID.fromString(text).toString());
    } catch (IOException | IllegalArgumentException _) {
      return new ClusterTopic.SystemGuid(null);
    }
  }

  /// Some BMCs tell the first three fields with their bytes the other way round.
  ///
  /// @see "SMBIOS 3.6, 7.2.1 System UUID"
  static boolean isSame(String told, String expected) {
    return told.equals(expected) || told.equals(turned(expected));
  }

  private static String turned(String guid) {
    try {
      var uuid = UUID.fromString(guid);
      long high = uuid.getMostSignificantBits();
      long low = Integer.toUnsignedLong(Integer.reverseBytes((int) (high >>> 32)));
      long mid = Short.toUnsignedLong(Short.reverseBytes((short) (high >>> 16)));
      long hi = Short.toUnsignedLong(Short.reverseBytes((short) high));
      return new UUID((low << 32) | (mid << 16) | hi, uuid.getLeastSignificantBits()).toString();
    } catch (IllegalArgumentException _) {
      return guid;
    }
  }
}
