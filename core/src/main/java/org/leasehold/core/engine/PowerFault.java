package org.leasehold.core.engine;

/// Why a host's power was not switched; each is an event of its own, `treatment.power.WORD`.
public enum PowerFault {
  /// No host that is connected can speak to its devices.
  NO_PROXY("no-proxy"),
  /// The host that was to speak to the device has no password for it.
  NO_PASSWORD("no-password"),
  /// The program that speaks to the device is not installed, or an option is not accepted.
  NOT_SET_UP("not-set-up"),
  /// The device answers with another host's system GUID.
  WRONG_HOST("wrong-host"),
  /// The device does not answer, or not to this user and password.
  NO_ANSWER("no-answer"),
  /// It answered, but did not come to an end in time.
  TOO_SLOW("too-slow"),
  /// Asked afterwards, the device does not say what was asked for.
  NOT_AS_ASKED("not-as-asked"),
  /// Of several devices that must all be off, some are and some are not.
  PARTLY("partly"),
  /// The reason for it went away while it was tried.
  CALLED_OFF("called-off");

  private final String word;

  PowerFault(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
