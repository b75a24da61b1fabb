package org.leasehold.core.sanlock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SanlockCodeTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        -202, -203, -210, -211, -212, -213, -214, -220, -221, -223, -224, -225, -226, -227, -228,
        -229, -230, -231, -240, -241, -242, -243, -244, -245, -246, -247, -250, -251, -260, -261,
        -262, -270, -271, -272, -273, -3, -11, -16, -17, -22, -28, -81, -90, -115, -117
      })
  void everyCodeThatMeansSomethingToAPersonHasItsSentence(int number) {
    var code = SanlockCode.of(number);
    assertNotEquals(SanlockCode.OTHER, code);
    assertEquals(number, code.number());
    var sentence = code.sentence(SanlockCall.ACQUIRE);
    assertFalse(sentence.isBlank() || sentence.endsWith("."), sentence);
  }

  @Test
  void sanlocksOwnCodesAllReadDifferently() {
    var sentences = new HashSet<String>();
    for (var code : SanlockCode.values()) {
      if (code.number() > -200) continue;
      assertTrue(sentences.add(code.sentence(SanlockCall.ACQUIRE)), code::symbol);
      assertTrue(code.symbol().startsWith("SANLK_"), code::symbol);
    }
  }

  @Test
  void anErrnoMeansWhatItsCallMeansByIt() {
    assertEquals(
        List.of(
            "the lockspace is not joined on this host, or is failing here",
            "the list is longer than sanlock can return",
            "no space is left on the device"),
        List.of(
            SanlockCode.ENOSPC.sentence(SanlockCall.ACQUIRE),
            SanlockCode.ENOSPC.sentence(SanlockCall.GET_HOSTS),
            SanlockCode.ENOSPC.sentence(SanlockCall.WRITE_RESOURCE)));
    assertNotEquals(
        SanlockCode.EEXIST.sentence(SanlockCall.ACQUIRE),
        SanlockCode.EEXIST.sentence(SanlockCall.ADD_LOCKSPACE));
  }

  @Test
  void aRefusalIsOneSentenceWithSubjectAndCode() {
    var refused = new SanlockException.Refused(SanlockCall.ACQUIRE, "lease vm", -243);
    assertEquals(
        "acquire of lease vm refused: another host, which is alive, holds the lease"
            + " (SANLK_ACQUIRE_IDLIVE -243)",
        refused.sentence());
    assertEquals("SANLK_ACQUIRE_IDLIVE", refused.symbol());
  }

  @Test
  void anUnknownCodeKeepsItsNumber() {
    var refused = new SanlockException.Refused(SanlockCall.VERSION, "", -299);
    assertEquals(SanlockCode.OTHER, refused.code());
    assertEquals(-299, refused.number());
    assertTrue(refused.sentence().contains("-299"), refused.sentence());
    assertEquals(SanlockCode.OTHER, SanlockCode.of(0));
  }
}
