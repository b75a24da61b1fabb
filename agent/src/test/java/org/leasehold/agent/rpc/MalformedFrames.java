package org.leasehold.agent.rpc;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/// Frames that are wrong in many ways, from a seed.
final class MalformedFrames {
  private static final String[] BODIES = {
    "",
    "{",
    "null",
    "[]",
    "[1,2",
    "\"text\"",
    "{\"jsonrpc\":\"2.0\"}",
    "{\"id\":1}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}",
    "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"hello\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":[1,2,3]}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"protocolMin\":\"x\"}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"hello\",\"params\":{\"caller\":null}}",
    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"vm/start\",\"params\":{\"header\":5}}",
    "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}",
    "{\"jsonrpc\":\"2.0\",\"id\":99,\"error\":{\"code\":\"x\"}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\",\"params\":{\"id\":[]}}",
    "{\"jsonrpc\":\"2.0\",\"method\":\"$/cancelRequest\"}",
    "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"hello\",\"method\":\"hello\"}",
    "{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"hello\"}",
  };

  private final Random random;
  private final int[] made = new int[8];

  MalformedFrames(Random random) {
    this.random = random;
  }

  int[] kindsMade() {
    return made.clone();
  }

  byte[] next() {
    int kind = random.nextInt(made.length);
    made[kind]++;
    return switch (kind) {
      case 0 -> noise(1 + random.nextInt(300));
      case 1 -> bytes("Content-Length: " + random.nextLong() + "\r\n\r\n{}");
      case 2 -> bytes("Content-Length: " + (65_537 + random.nextInt(900_000_000)) + "\r\n\r\n{}");
      case 3 -> bytes("X".repeat(random.nextInt(2000)) + "\r\n\r\n");
      case 4 -> framed("[".repeat(17 + random.nextInt(5000)).getBytes(StandardCharsets.US_ASCII));
      case 5 -> framed(noise(random.nextInt(500)));
      case 6 -> framed(cut(BODIES[random.nextInt(BODIES.length)]));
      default -> framed(bytes(BODIES[random.nextInt(BODIES.length)]));
    };
  }

  private byte[] cut(String body) {
    return bytes(body.substring(0, body.isEmpty() ? 0 : random.nextInt(body.length())));
  }

  private byte[] noise(int length) {
    var bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] framed(byte[] body) {
    var header = bytes("Content-Length: " + body.length + "\r\n\r\n");
    var all = new byte[header.length + body.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(body, 0, all, header.length, body.length);
    return all;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
