package org.leasehold.agent.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.leasehold.agent.vm.BadDefinitionException;

/// XML that is not taken for a VM: each refusal with its sentence.
class XmlRefusalsTest {
  private static final String UUID = "<uuid>6e1a5a5e-0000-4000-8000-0000000000aa</uuid>";
  private final DomainXml definitions = new DomainXml();

  private void refused(String sentence, String xml) {
    var e = assertThrows(BadDefinitionException.class, () -> definitions.facts(xml));
    assertEquals(sentence, e.sentence());
  }

  private static String mail(String inside) {
    return "<domain><name>mail</name>%s%s</domain>".formatted(UUID, inside);
  }

  @Test
  void textsThatAreTooLongOrTooDeepOrNoXml() {
    refused(
        "the XML has 1048593 characters, at most 1048576 are read",
        "<domain>" + " ".repeat(1 << 20) + "</domain>");
    refused("the XML is nested deeper than 64", "<domain>".repeat(65) + "</domain>".repeat(65));
    refused(
        "the XML cannot be read, line 2: The element type \"name\" must be terminated by the"
            + " matching end-tag \"</name>\".",
        "<domain>\n<name>mail</domain>");
    refused(
        "the XML cannot be read, line 1: DOCTYPE is disallowed when the feature"
            + " \"http://apache.org/xml/features/disallow-doctype-decl\" set to true.",
        "<!DOCTYPE domain><domain/>");
  }

  @Test
  void whatIsNoVmOrHasNoName() {
    refused("the XML describes a network, not a VM", "<network/>");
    refused("the XML names no VM", "<domain><name>  </name></domain>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "mail", "6e1a5a5e-0000-4000-8000-0000000000ag", "../../etc"})
  void aUuidThatCannotNameALease(String uuid) {
    refused(
        "the XML of VM mail has no uuid that can be used: '%s'".formatted(uuid),
        "<domain><name>mail</name><uuid>%s</uuid></domain>".formatted(uuid));
  }

  @ParameterizedTest
  @CsvSource(
      textBlock =
          """
          lots, MiB
          -1, MiB
          64, parsecs
          9223372036854775807, GiB
          """)
  void memoryThatIsNoSize(String number, String unit) {
    refused(
        "the memory of VM mail is not understood: '%s %s'".formatted(number, unit),
        mail("<memory unit='%s'>%s</memory>".formatted(unit, number)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ls       | vm1 | /x | abc | the place of a lease of VM mail is not understood: '/x' at 'abc'
          my space | vm1 | /x | 0   | a lease of VM mail cannot be used: lockspace name may hold printable ASCII without space, colon and backslash, found U+0020 at 2
          ls       | a:b | /x | 0   | a lease of VM mail cannot be used: lease id may hold printable ASCII without space, colon and backslash, found U+003A at 1
          """)
  void aLeaseThatCannotBeOne(
      String space, String key, String path, String offset, String sentence) {
    refused(
        sentence,
        mail(
            "<devices><lease><lockspace>%s</lockspace><key>%s</key><target path='%s' offset='%s'/></lease></devices>"
                .formatted(space, key, path, offset)));
  }
}
