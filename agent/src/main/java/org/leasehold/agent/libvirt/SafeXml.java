package org.leasehold.agent.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.leasehold.agent.vm.BadDefinitionException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.ErrorHandler;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;

/// XML in and out, limited in size and depth, without document types and so without entities.
final class SafeXml {
  static final int CHARS_MAX = 1 << 20;
  private static final int DEPTH_MAX = 64;

  private SafeXml() {}

  /// @throws BadDefinitionException with one sentence
  static Document parse(String xml) throws BadDefinitionException {
    if (xml.length() > CHARS_MAX) {
      throw new BadDefinitionException(
          "the XML has %d characters, at most %d are read".formatted(xml.length(), CHARS_MAX));
    }
    try {
      var document = builder().parse(new InputSource(new StringReader(xml)));
      checkDepth(document.getDocumentElement(), 1);
      return document;
    } catch (SAXParseException e) {
      throw new BadDefinitionException(
          "the XML cannot be read, line %d: %s".formatted(e.getLineNumber(), e.getMessage()));
    } catch (SAXException e) {
      throw new BadDefinitionException("the XML cannot be read: " + e.getMessage());
    } catch (IOException | ParserConfigurationException e) {
      throw new IllegalStateException("reading XML from memory", e);
    }
  }

  private static DocumentBuilder builder() throws ParserConfigurationException {
    var factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
    factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
    factory.setXIncludeAware(false);
    factory.setExpandEntityReferences(false);
    var builder = factory.newDocumentBuilder();
    builder.setErrorHandler(new Strict());
    return builder;
  }

  private static void checkDepth(Element element, int depth) throws BadDefinitionException {
    if (depth > DEPTH_MAX) {
      throw new BadDefinitionException("the XML is nested deeper than " + DEPTH_MAX);
    }
    for (var child : children(element)) checkDepth(child, depth + 1);
  }

  static String write(Document document) {
    try {
      var factory = TransformerFactory.newDefaultInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      var transformer = factory.newTransformer();
      transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
      var text = new StringWriter();
      transformer.transform(new DOMSource(document), new StreamResult(text));
      return text.append('\n').toString();
    } catch (TransformerException e) {
      throw new IllegalStateException("writing XML to memory", e);
    }
  }

  static List<Element> children(Element parent) {
    var children = new ArrayList<Element>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element) children.add(element);
    }
    return children;
  }

  static List<Element> children(Element parent, String name) {
    return children(parent).stream().filter(child -> child.getTagName().equals(name)).toList();
  }

  static Optional<Element> child(Element parent, String name) {
    return children(parent, name).stream().findFirst();
  }

  /// Text of a child without the space around it; empty where there is none.
  static String text(Element parent, String name) {
    return child(parent, name).map(child -> child.getTextContent().strip()).orElse("");
  }

  /// Takes an element out, with the white space before it.
  static void remove(Element element) {
    var parent = element.getParentNode();
    if (parent == null) return;
    var before = element.getPreviousSibling();
    if (before != null
        && before.getNodeType() == Node.TEXT_NODE
        && before.getTextContent().isBlank()) {
      parent.removeChild(before);
    }
    parent.removeChild(element);
  }

  /// Warnings too end it; nothing is printed.
  private static final class Strict implements ErrorHandler {
    @Override
    public void warning(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void error(SAXParseException e) throws SAXException {
      throw e;
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
      throw e;
    }
  }
}
