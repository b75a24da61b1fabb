package org.leasehold.core.protocol;

/// One message that is not answered.
///
/// @param name `topic/what`; never changes meaning
/// @param params record of what it carries
/// @param does when it is sent, one sentence for the document
public record Notice<P extends Record>(String name, Class<P> params, String does) {}
