package org.leasehold.app.engine.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A `notify.json` that is wrong, each in the whole sentence, which never holds a piece of it that
/// may be secret.
class NotifySettingsRefusalsTest {
  @TempDir private Path temp = Path.of("");

  private String refusal(String text) throws IOException {
    var file = temp.resolve("notify.json");
    Files.writeString(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    var refused = assertThrows(IllegalArgumentException.class, () -> NotifySettings.read(file));
    return String.valueOf(refused.getMessage()).replace(temp.toString(), "T");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
"""
{'mail': {'password': 'p4ss'                              | T/notify.json is not the JSON that notifications.md describes
[]                                                        | T/notify.json is not the JSON that notifications.md describes
{'webhooks': {}}                                          | T/notify.json is not the JSON that notifications.md describes
{'mail': ['p4ss']}                                        | T/notify.json is not the JSON that notifications.md describes
{'mail': {'to': ['t'], 'port': 'smtp'}}                   | T/notify.json is not the JSON that notifications.md describes
{'mails': {}}                                             | T/notify.json: 'mails' is not known; known are 'webhooks' and 'mail'
{'webhooks': [{'url': 'no url'}]}                         | T/notify.json: a webhook's 'url' is no URL
{'webhooks': [{'url': 'file:///etc'}]}                    | T/notify.json: a webhook's 'url' is not http://… or https://…
{'webhooks': [{}]}                                        | T/notify.json: a webhook's 'url' is not http://… or https://…
{'webhooks': [{'url': 'http://h', 'severity': 'loud'}]}   | T/notify.json: 'severity' is 'loud'; known are [INFO, WARNING, ERROR, CRITICAL]
{'webhooks': [{'url': 'https://h', 'certificate': 'ca'}]} | T/notify.json: 'certificate' is no absolute path: ca
{'webhooks': [{'url': 'https://h', 'certificate': 'T/ca'}]} | T/notify.json: the certificate T/ca cannot be read
{'webhooks': [{'url': 'https://h', 'certificate': 'T/notify.json'}]} | T/notify.json: T/notify.json holds no certificate; it must be PEM
{'mail': {'host': 'h', 'from': 'f'}}                      | T/notify.json: 'mail' names nobody in 'to'
{'mail': {'to': ['t'], 'from': 'f'}}                      | T/notify.json: 'host' is missing
{'mail': {'to': ['t'], 'host': 'h'}}                      | T/notify.json: 'from' is missing
{'mail': {'to': ['t'], 'port': 65536}}                    | T/notify.json: 'port' is out of 1..65535: 65536
{'mail': {'to': ['t'], 'port': 0}}                        | T/notify.json: 'port' is out of 1..65535: 0
{'mail': {'to': ['t'], 'security': 'ssl'}}                | T/notify.json: 'security' is 'ssl'; known are [NONE, STARTTLS, TLS]
{'mail': {'to': ['t'], 'user': 'u', 'security': 'none'}}  | T/notify.json: a login without 'security' would send the password in the clear
""")
  void aFileThatIsWrong(String text, String sentence) throws IOException {
    assertEquals(sentence, refusal(text.replace('\'', '"').replace("T/", temp + "/")));
  }

  @Test
  void aFileThatIsNone() throws IOException {
    var folder = Files.createDirectory(temp.resolve("notify.json"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    var refused = assertThrows(IllegalArgumentException.class, () -> NotifySettings.read(folder));
    assertEquals(folder + " cannot be read: Is a directory", refused.getMessage());
  }
}
