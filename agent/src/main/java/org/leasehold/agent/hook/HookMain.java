package org.leasehold.agent.hook;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
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
    System.exit(run(args));
  }

  private static int run(String[] args) {
    if (args.length < 2) {
      System.err.println("Usage: leasehold-hook VM OPERATION SUB-OPERATION EXTRA < DOMAIN-XML");
      return 2;
    }
    var operation = operation(args[1]);
    if (operation.isEmpty() || !Files.exists(ProtectedDisks.PLACE)) return 0;
    try {
      var complaints = new ArrayList<String>();
      var disks = ProtectedDisks.parse(Files.readString(ProtectedDisks.PLACE), complaints);
      for (var complaint : complaints) {
        System.err.println("leasehold: " + ProtectedDisks.PLACE + ": " + complaint);
      }
      var xml = System.in.readNBytes(XML_BYTES_MAX);
      var domain = HookDomain.read(new ByteArrayInputStream(xml));
      var refusal = HookRules.refusal(operation.get(), domain, disks, new ThisHost());
      refusal.ifPresent(why -> System.err.println("leasehold: " + why));
      return refusal.isPresent() ? 4 : 0;
    } catch (IOException | XMLStreamException | RuntimeException e) {
      System.err.println("leasehold: the hook failed: " + e.getMessage());
      return 3;
    }
  }

  private static Optional<HookRules.Operation> operation(String word) {
    return Arrays.stream(HookRules.Operation.values())
        .filter(one -> one.name().toLowerCase(Locale.ROOT).equals(word))
        .findFirst();
  }
}
