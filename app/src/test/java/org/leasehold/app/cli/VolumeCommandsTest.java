package org.leasehold.app.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The reading commands on a volume that two real hosts used.
class VolumeCommandsTest {
  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void unpack() throws IOException {
    file = Samples.twoHosts(folder);
  }

  @Test
  void inspectPrintsOneObjectWithTheDocumentedFields() {
    var json = object(Run.of("volume", "inspect", file, "--json"));
    assertEquals(
        List.of("lockspace", "sector_size", "alignment", "leases", "hosts", "findings"),
        List.copyOf(json.keySet()));
    assertEquals(
        """
        {"record":1,"id":"61b339ff-2481-44e5-998b-88dbaa99e079","offset":4194304,"version":1,\
        "state":"held-unknown","owners":[{"host_id":1,"generation":1,"timestamp":4898,"io_timeout":0}]}""",
        array(json, "leases").get(1).toString());
    assertEquals(
        """
        {"record":5,"id":null,"offset":8388608,"version":0,"state":"corrupt","owners":[]}""",
        array(json, "leases").get(5).toString());
    assertEquals(
        """
        {"host_id":2,"name":"kvm2.example","generation":1,"timestamp":4903,"io_timeout":1}""",
        array(json, "hosts").get(1).toString());
  }

  @Test
  void checkEndsWithOneWhereSomethingNeedsDoing() {
    var run = Run.of("volume", "check", file, "--json");
    assertEquals(1, run.exitCode());
    var codes =
        StreamSupport.stream(array(object(run), "findings").spliterator(), false)
            .map(finding -> finding.getAsJsonObject().get("code").getAsString())
            .toList();
    assertTrue(codes.contains("record-corrupt"), codes::toString);
  }

  @Test
  void planRepairSaysWhatItWouldDo() {
    assertEquals(
        new Run(
            1,
            file
                + """
                : 1 step
                   1  write record 5 for lease e3d6e4b9-d96e-482d-8d50-2d42af1ffe0d: the record is damaged, the slot holds this lease
                """,
            ""),
        Run.of("volume", "plan-repair", file));
  }

  @Test
  void watchPrintsALineForEveryLeaseAtFirst() {
    var lines = Run.of("volume", "watch", file, "--for", "0", "--json").out().lines().toList();
    assertEquals(5, lines.size());
    var first = JsonParser.parseString(lines.getFirst()).getAsJsonObject();
    assertEquals("leasehold-engine", first.get("id").getAsString());
    assertEquals("free", first.get("to").getAsString());
  }

  @Test
  void removingAsksAndDoesNothingWhereNobodyCanAnswer() {
    var run = Run.of("volume", "remove", file, "61b339ff-2481-44e5-998b-88dbaa99e079");
    assertEquals(2, run.exitCode());
    assertTrue(run.err().contains("nothing was done: say --yes to do it"), run::err);
  }

  private static JsonObject object(Run run) {
    return JsonParser.parseString(run.out()).getAsJsonObject();
  }

  private static JsonArray array(JsonObject object, String name) {
    return object.get(name).getAsJsonArray();
  }
}
