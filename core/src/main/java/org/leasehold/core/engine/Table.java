package org.leasehold.core.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// An immutable sorted map: a change copies the path to one entry and shares the rest, so a state
/// of 5,000 VMs costs a dozen small objects per change. A weight-balanced tree.
///
/// Two tables are equal when they hold equal entries, whatever their shape.
///
/// @see "Adams 1992; Hirai and Yamamoto 2011: balance 3, rotation 2"
public final class Table<K extends Comparable<K>, V> implements Iterable<Table.Entry<K, V>> {
  private static final int BALANCE = 3;
  private static final int ROTATION = 2;

  private final @Nullable Node<K, V> root;

  /// One key and its value.
  public record Entry<K, V>(K key, V value) {}

  private record Node<K, V>(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right, int size) {}

  private Table(@Nullable Node<K, V> root) {
    this.root = root;
  }

  public static <K extends Comparable<K>, V> Table<K, V> empty() {
    return new Table<>(null);
  }

  public int size() {
    return size(root);
  }

  public boolean isEmpty() {
    return root == null;
  }

  public @Nullable V get(K key) {
    var node = root;
    while (node != null) {
      int order = key.compareTo(node.key);
      if (order == 0) return node.value;
      node = order < 0 ? node.left : node.right;
    }
    return null;
  }

  public boolean has(K key) {
    return get(key) != null;
  }

  public Table<K, V> with(K key, V value) {
    return new Table<>(put(root, key, value));
  }

  public Table<K, V> without(K key) {
    return has(key) ? new Table<>(remove(root, key)) : this;
  }

  /// Values in the order of their keys.
  public Iterable<V> values() {
    return () -> {
      var entries = iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public V next() {
          return entries.next().value;
        }
      };
    };
  }

  /// Keys in order.
  public Iterable<K> keys() {
    return () -> {
      var entries = iterator();
      return new Iterator<>() {
        @Override
        public boolean hasNext() {
          return entries.hasNext();
        }

        @Override
        public K next() {
          return entries.next().key;
        }
      };
    };
  }

  @Override
  public Iterator<Entry<K, V>> iterator() {
    var path = new ArrayDeque<Node<K, V>>();
    descend(path, root);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !path.isEmpty();
      }

      @Override
      public Entry<K, V> next() {
        var node = path.poll();
        if (node == null) throw new NoSuchElementException();
        descend(path, node.right);
        return new Entry<>(node.key, node.value);
      }
    };
  }

  private static <K, V> void descend(Deque<Node<K, V>> path, @Nullable Node<K, V> from) {
    for (var node = from; node != null; node = node.left) path.push(node);
  }

  private static int size(@Nullable Node<?, ?> node) {
    return node == null ? 0 : node.size;
  }

  private static <K, V> Node<K, V> node(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    return new Node<>(key, value, left, right, size(left) + size(right) + 1);
  }

  private static <K extends Comparable<K>, V> Node<K, V> put(
      @Nullable Node<K, V> node, K key, V value) {
    if (node == null) return node(key, value, null, null);
    int order = key.compareTo(node.key);
    if (order == 0) return node(key, value, node.left, node.right);
    return order < 0
        ? balanced(node.key, node.value, put(node.left, key, value), node.right)
        : balanced(node.key, node.value, node.left, put(node.right, key, value));
  }

  private static <K extends Comparable<K>, V> @Nullable Node<K, V> remove(
      @Nullable Node<K, V> node, K key) {
    if (node == null) return null;
    int order = key.compareTo(node.key);
    if (order < 0) return balanced(node.key, node.value, remove(node.left, key), node.right);
    if (order > 0) return balanced(node.key, node.value, node.left, remove(node.right, key));
    if (node.left == null) return node.right;
    if (node.right == null) return node.left;
    var next = node.right;
    while (next.left != null) next = next.left;
    return balanced(next.key, next.value, node.left, remove(node.right, next.key));
  }

  private static <K, V> Node<K, V> balanced(
      K key, V value, @Nullable Node<K, V> left, @Nullable Node<K, V> right) {
    int l = size(left) + 1;
    int r = size(right) + 1;
    if (right != null && r > BALANCE * l) {
      var inner = right.left;
      if (inner == null || size(inner) + 1 < ROTATION * (size(right.right) + 1)) {
        return node(right.key, right.value, node(key, value, left, inner), right.right);
      }
      return node(
          inner.key,
          inner.value,
          node(key, value, left, inner.left),
          node(right.key, right.value, inner.right, right.right));
    }
    if (left != null && l > BALANCE * r) {
      var inner = left.right;
      if (inner == null || size(inner) + 1 < ROTATION * (size(left.left) + 1)) {
        return node(left.key, left.value, left.left, node(key, value, inner, right));
      }
      return node(
          inner.key,
          inner.value,
          node(left.key, left.value, left.left, inner.left),
          node(key, value, inner.right, right));
    }
    return node(key, value, left, right);
  }

  @Override
  public void forEach(Consumer<? super Entry<K, V>> action) {
    for (var entry : this) action.accept(entry);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof Table<?, ?> table) || table.size() != size()) return false;
    var mine = iterator();
    var theirs = table.iterator();
    while (mine.hasNext()) {
      if (!mine.next().equals(theirs.next())) return false;
    }
    return true;
  }

  @Override
  public int hashCode() {
    int hash = 1;
    for (var entry : this) hash = 31 * hash + entry.hashCode();
    return hash;
  }

  @Override
  public String toString() {
    var text = new StringBuilder("{");
    for (var entry : this) {
      if (text.length() > 1) text.append(", ");
      text.append(entry.key).append('=').append(entry.value);
    }
    return text.append('}').toString();
  }
}
