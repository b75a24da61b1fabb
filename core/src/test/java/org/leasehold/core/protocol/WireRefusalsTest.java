package org.leasehold.core.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.util.Base64;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.engine.Request;
import org.leasehold.core.engine.StartEvidence;
import org.leasehold.core.model.ClusterDocument;
import org.leasehold.core.model.HostAddress;
import org.leasehold.core.model.HostLoad;
import org.leasehold.core.model.HostReport;
import org.leasehold.core.model.HostSight;
import org.leasehold.core.model.LeaseSight;
import org.leasehold.core.model.Settings;
import org.leasehold.core.model.VmEntry;
import org.leasehold.core.model.VmReport;

/// Every limit of what comes over the wire, in the whole sentence that the caller is answered.
class WireRefusalsTest {
  private static final List<Class<?>> TYPES =
      List.of(
          ClusterDocument.class,
          Header.class,
          HostAddress.class,
          HostInstall.KeysOrder.class,
          HostInstall.Order.class,
          HostLoad.class,
          HostReport.class,
          HostSight.class,
          HostTopic.ByHand.class,
          HostTopic.EventsSince.class,
          HostTopic.PeerKey.class,
          HostTopic.Probe.class,
          HostTopic.Welcome.class,
          LeaseSight.class,
          Request.Redefined.class,
          Request.RemodedRunning.class,
          Settings.class,
          StartEvidence.class,
          StoreTopic.Join.class,
          StoreTopic.VolumeAt.class,
          VmEntry.class,
          VmReport.class,
          VmTopic.Definition.class,
          VmTopic.Named.class);

  private static String refusal(String type, String json) {
    var read =
        TYPES.stream()
            .filter(one -> one.getSimpleName().equals(type))
            .findFirst()
            .orElseThrow(() -> new AssertionError(type));
    var thrown =
        assertThrows(
            CallException.class,
            () -> Wire.fromJson(JsonParser.parseString(json.replace('\'', '"')), read));
    assertEquals(ErrorCode.INVALID_PARAMS, thrown.code());
    return thrown.sentence();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
Header      | {'epoch':-1}                                                       | Header: Epoch at $.epoch: epoch below 0: -1
Header      | {'epoch':'one'}                                                    | Header: Epoch at $.epoch: Expected a long but was one at path $.epoch
Header      | {'epoch':1,'ageMaxMillis':0,'why':''}                              | Header: age limit out of 1..60000 ms: 0
Header      | {'epoch':1,'ageMaxMillis':60001,'why':''}                          | Header: age limit out of 1..60000 ms: 60001
Header      | {'epoch':1,'ageMaxMillis':1,'reportNumber':-1,'why':''}            | Header: report number below 0: -1
Header      | {'epoch':1,'ageMaxMillis':1,'reportNumber':7,'why':''}             | Header: report number 7 without the agent run that sent it
Header      | {'agent':0}                                                        | Header: AgentInstance at $.agent: agent instance below 1: 0
Order       | {'engineKeys':['ssh-ed25519 short']}                               | Order: not a public SSH key: ssh-ed25519 short
KeysOrder   | {'add':[],'remove':['key']}                                        | KeysOrder: not a public SSH key: key
Probe       | {'address':'a b','port':22,'waitMillis':100}                       | Probe: not a host name or address: a b
Probe       | {'address':'kvm1','port':0,'waitMillis':100}                       | Probe: port out of 1..65535: 0
Probe       | {'address':'kvm1','port':65536,'waitMillis':100}                   | Probe: port out of 1..65535: 65536
Probe       | {'address':'kvm1','port':22,'waitMillis':99}                       | Probe: wait out of 100..10000 ms: 99
Probe       | {'address':'kvm1','port':22,'waitMillis':10001}                    | Probe: wait out of 100..10000 ms: 10001
ByHand      | {'operator':' '}                                                   | ByHand: an operator's name has 1 to 100 characters
PeerKey     | {'host':1,'key':'none'}                                            | PeerKey: not a public SSH key: none
EventsSince | {'after':-1,'countMax':1}                                          | EventsSince: event number below 0: -1
EventsSince | {'after':0,'countMax':0}                                           | EventsSince: count out of 1..1000: 0
EventsSince | {'after':0,'countMax':1001}                                        | EventsSince: count out of 1..1000: 1001
Welcome     | {'boot':''}                                                        | Welcome: BootId at $.boot: a boot id has 1 to 64 characters, not 0
VolumeAt    | {'path':'volume'}                                                  | VolumeAt: not an absolute path of at most 1023 characters: volume
Named       | {'vm':''}                                                          | Named: VmId at $.vm: VM id is empty
Named       | {'vm':'123456789012345678901234567890123456789012345678'}         | Named: VmId at $.vm: VM id is 48 characters long, at most 47: 123456789012345678901234567890123456789012345678
Named       | {'vm':'a:b'}                                                       | Named: VmId at $.vm: VM id may hold printable ASCII without space, colon and backslash, found U+003A at 1
Named       | {'vm':[1]}                                                         | Named: VmId at $.vm: Expected STRING but was BEGIN_ARRAY at path $.vm
Named       | []                                                                 | Named: Expected BEGIN_OBJECT but was BEGIN_ARRAY at path $
Definition  | {'revision':0,'xml':''}                                            | Definition: revision below 1: 0
Join        | {'lockspace':''}                                                   | Join: LockspaceName at $.lockspace: lockspace name is empty
HostAddress | {'destination':'kvm1','port':65536,'user':'','hostKeys':[]}        | HostAddress: port out of 0..65535: 65536
HostLoad    | {'hundredths':-1}                                                  | HostLoad: load below 0: -1
HostReport  | {'number':0,'vms':[],'lockspaces':[],'stores':[],'findings':[]}    | HostReport: report number below 1: 0
HostSight   | {'timestampSeconds':-1,'changeAgeMillis':2}                        | HostSight: negative time: timestamp -1 s, age 2 ms
HostSight   | {'ioTimeout':256}                                                  | HostSight: IoTimeout at $.ioTimeout: io timeout out of 1..255 seconds: 256
HostSight   | {'generation':-1}                                                  | HostSight: Generation at $.generation: not an unsigned number of 64 bits: -1
HostSight   | {'generation':'18446744073709551616'}                              | HostSight: Generation at $.generation: not an unsigned number of 64 bits: 18446744073709551616
HostSight   | {'host':4294967297}                                                | HostSight: HostId at $.host: integer overflow
LeaseSight  | {'held':true,'freeMillis':0}                                       | LeaseSight: held without an owner
LeaseSight  | {'held':false,'freeMillis':-1}                                     | LeaseSight: negative time: -1
VmEntry     | {'priority':101}                                                   | VmEntry: priority out of 0..100: 101
VmEntry     | {'priority':-1}                                                    | VmEntry: priority out of 0..100: -1
VmEntry     | {'priority':1,'mode':'PROTECTED'}                                  | VmEntry: lease domain does not match the mode: PROTECTED
VmEntry     | {'priority':1,'mode':'OFF','leaseDomain':'d'}                      | VmEntry: lease domain does not match the mode: OFF
VmReport    | {'run':'RUNNING','pause':'USER'}                                   | VmReport: pause reason does not match the state: RUNNING
HostSight   | {'timestampSeconds':1,'changeAgeMillis':-2}                        | HostSight: negative time: timestamp 1 s, age -2 ms
HostSight   | {'ioTimeout':0}                                                    | HostSight: IoTimeout at $.ioTimeout: io timeout out of 1..255 seconds: 0
HostSight   | {'host':0}                                                         | HostSight: HostId at $.host: host id out of 1..2000: 0
HostSight   | {'host':2001}                                                      | HostSight: HostId at $.host: host id out of 1..2000: 2001
HostAddress | {'destination':'kvm1','port':-1,'user':'','hostKeys':[]}           | HostAddress: port out of 0..65535: -1
Redefined   | {'vm':'web','mode':'PROTECTED'}                                    | Redefined: lease domain does not match the mode: PROTECTED
Redefined   | {'vm':'web','mode':'CONFIRM','leaseDomain':'d'}                    | Redefined: lease domain does not match the mode: CONFIRM
RemodedRunning | {'vm':'web','mode':'PROTECTED'}                                 | RemodedRunning: lease domain does not match the mode: PROTECTED
RemodedRunning | {'vm':'web','mode':'OFF','leaseDomain':'d'}                     | RemodedRunning: lease domain does not match the mode: OFF
VmReport    | {'run':'PAUSED'}                                                   | VmReport: pause reason does not match the state: PAUSED
VmReport    | {'run':'ENDED'}                                                    | VmReport: exit evidence does not match the state: ENDED
""")
  void whatIsOutOfItsRange(String type, String json, String sentence) {
    assertEquals(sentence, refusal(type, json));
  }

  @Test
  void aDurationThatIsNone() {
    assertEquals(
        "Settings: Duration at $.watching.reportEvery: not an ISO-8601 duration: 3 seconds",
        refusal("Settings", "{'watching':{'reportEvery':'3 seconds'}}"));
  }

  @Test
  void aDefinitionThatIsTooLong() {
    var definition = new JsonObject();
    definition.addProperty("revision", 1);
    definition.addProperty("xml", "x".repeat((1 << 20) + 1));
    assertEquals(
        "Definition: XML of 1048577 characters, at most 1048576",
        refusal("Definition", definition.toString()));
  }

  @Test
  void aBootIdThatIsTooLong() {
    assertEquals(
        "Welcome: BootId at $.boot: a boot id has 1 to 64 characters, not 65",
        refusal("Welcome", "{'boot':'%s'}".formatted("b".repeat(65))));
  }

  @Test
  void aPathThatIsTooLong() {
    var path = "/" + "x".repeat(1023);
    assertEquals(
        "VolumeAt: not an absolute path of at most 1023 characters: " + path,
        refusal("VolumeAt", "{'path':'%s'}".formatted(path)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
"""
not base64! | the volume's bytes are damaged: Illegal base64 character 20
AAAA        | the volume's bytes are damaged: unknown compression method
''          | the volume's bytes are damaged: Unexpected end of ZLIB input stream
""")
  void damagedPiecesOfAVolume(String text, String sentence) {
    var thrown = assertThrows(CallException.class, () -> VolumePieces.decode(text));
    assertEquals(sentence, thrown.sentence());
  }

  @Test
  void morePiecesOfAVolumeThanFitIntoMemory() throws Exception {
    var bytes = new ByteArrayOutputStream();
    try (var out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      out.writeInt(1);
      out.writeLong(0);
      out.writeInt((64 << 20) + 1);
    }
    var text = Base64.getEncoder().encodeToString(bytes.toByteArray());
    var thrown = assertThrows(CallException.class, () -> VolumePieces.decode(text));
    assertEquals("the volume's bytes are damaged: more than 67108864 B", thrown.sentence());
  }
}
