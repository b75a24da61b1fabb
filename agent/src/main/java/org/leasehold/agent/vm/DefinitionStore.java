package org.leasehold.agent.vm;

import com.google.gson.JsonParser;
import com.google.gson.JsonSyntaxException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.leasehold.agent.journal.DurableFile;
import org.leasehold.core.model.VmId;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.ErrorCode;
import org.leasehold.core.protocol.VmTopic.Definition;
import org.leasehold.core.protocol.Wire;

/// The definitions this agent keeps, one file per VM, root only.
public final class DefinitionStore {
  private static final String SUFFIX = ".json";

  private final Path folder;
  private final SortedMap<VmId, Definition> kept;
  private final List<String> complaints;

  private DefinitionStore(Path folder, SortedMap<VmId, Definition> kept, List<String> complaints) {
    this.folder = folder;
    this.kept = kept;
    this.complaints = complaints;
  }

  /// Reads them all. One that is not understood is left on disk, and said.
  public static DefinitionStore open(Path stateFolder) throws IOException {
    var folder = stateFolder.resolve("definitions");
    Files.createDirectories(folder);
    var kept = new TreeMap<VmId, Definition>();
    var complaints = new java.util.ArrayList<String>();
    try (var files = Files.list(folder)) {
      for (var file : files.sorted().toList()) {
        if (!String.valueOf(file.getFileName()).endsWith(SUFFIX)) continue;
        try {
          var json = JsonParser.parseString(Files.readString(file, StandardCharsets.UTF_8));
          var definition = Wire.fromJson(json, Definition.class);
          kept.put(definition.vm(), definition);
        } catch (JsonSyntaxException | CallException e) {
          complaints.add(
              "the definition in %s is not understood: %s".formatted(file, e.getMessage()));
        }
      }
    }
    return new DefinitionStore(folder, kept, List.copyOf(complaints));
  }

  public synchronized Optional<Definition> get(VmId vm) {
    return Optional.ofNullable(kept.get(vm));
  }

  public synchronized Collection<Definition> all() {
    return List.copyOf(kept.values());
  }

  public List<String> complaints() {
    return complaints;
  }

  /// Keeps a definition.
  ///
  /// @throws CallException STALE for a lower revision, or the same one with another content
  synchronized void put(Definition definition) throws CallException {
    requireNew(definition);
    if (definition.equals(kept.get(definition.vm()))) return;
    try {
      var text = Wire.toJson(definition).toString();
      DurableFile.write(file(definition.vm()), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES,
          "the definition of VM %s cannot be written down: %s"
              .formatted(definition.name(), e.getMessage()),
          e);
    }
    kept.put(definition.vm(), definition);
  }

  /// Nothing where it could be put; for who changes something else before.
  ///
  /// @throws CallException as [#put]
  synchronized void requireNew(Definition definition) throws CallException {
    var before = kept.get(definition.vm());
    if (before == null || before.equals(definition)) return;
    if (definition.revision() > before.revision()) return;
    throw new CallException(
        ErrorCode.STALE,
        "the definition of VM %s is kept at revision %d already; revision %d is not newer"
            .formatted(definition.name(), before.revision(), definition.revision()));
  }

  synchronized void remove(VmId vm) throws CallException {
    try {
      Files.deleteIfExists(file(vm));
    } catch (IOException e) {
      throw new CallException(
          ErrorCode.RESOURCES,
          "the definition of VM %s cannot be removed: %s".formatted(vm, e.getMessage()),
          e);
    }
    kept.remove(vm);
  }

  private Path file(VmId vm) throws CallException {
    if (vm.text().contains("/") || vm.text().startsWith(".")) {
      throw new CallException(
          ErrorCode.INVALID_PARAMS, "'%s' is not the uuid of a VM".formatted(vm));
    }
    return folder.resolve(vm.text() + SUFFIX);
  }
}
