package org.leasehold.agent.hook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import javax.xml.stream.XMLStreamException;

/// The hook's program: `leasehold-hook VM OPERATION SUB-OPERATION EXTRA`, domain XML on standard
/// input. Ends with 0 or, for a refusal, 4 and one sentence on standard error, which libvirt shows.
///
/// Whatever else goes wrong ends with 3; the script that libvirt calls then refuses only a domain
/// whose XML names a protected disk.
public final class HookMain {
  private static final int XML_BYTES_MAX = 8 << 20;

  private HookMain() {}

  public static void main(String[] args) {
    System.exit(run(args, ProtectedDisks.PLACE, System.in, System.err));
  }

  /// @param list of the protected disks
  static int run(String[] args, Path list, InputStream in, PrintStream err) {
    if (args.length < 2) {
      err.println("Usage: leasehold-hook VM OPERATION SUB-OPERATION EXTRA < DOMAIN-XML");
      return 2;
    }
    var operation = operation(args[1]);
    if (operation.isEmpty() || !Files.exists(list)) return 0;
    try {
      var complaints = new ArrayList<String>();
      var disks = ProtectedDisks.parse(Files.readString(list), complaints);
      for (var complaint : complaints) {
        err.println("leasehold: " + list + ": " + complaint);
      }
      var xml = in.readNBytes(XML_BYTES_MAX);
      var domain = HookDomain.read(new ByteArrayInputStream(xml));
      var refusal = HookRules.refusal(operation.get(), domain, disks, new ThisHost());
      refusal.ifPresent(why -> err.println("leasehold: " + why));
      return refusal.isPresent() ? 4 : 0;
    } catch (IOException | XMLStreamException | RuntimeException e) {
      err.println("leasehold: the hook failed: " + e.getMessage());
      return 3;
    }
  }

  private static Optional<HookRules.Operation> operation(String word) {
    return Arrays.stream(HookRules.Operation.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }
}
