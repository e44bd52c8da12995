package io.paideia.sandbox.bank;

import java.io.StringReader;
import java.io.StringWriter;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

/** Writes and reads ISO 20022 messages. A writer is confined to one thread. */
final class Message {

    static final String ISO = "urn:iso:std:iso:20022:tech:xsd:";

    private final StringWriter text = new StringWriter();
    private final XMLStreamWriter xml;

    Message(String kind) {
        try {
            xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("", "Document", ISO + kind);
            xml.writeDefaultNamespace(ISO + kind);
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Message open(String... elements) {
        try {
            for (String element : elements) {
                xml.writeStartElement(element);
            }
            return this;
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    Message close(int elements) {
        try {
            for (int i = 0; i < elements; i++) {
                xml.writeEndElement();
            }
            return this;
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** One value at the end of a path of elements; nothing for an empty one. */
    Message leaf(String path, String value) {
        if (value.isEmpty()) {
            return this;
        }
        String[] elements = path.split("/", -1);
        open(elements);
        try {
            xml.writeCharacters(value);
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
        return close(elements.length);
    }

    Message amount(String element, String currency, String decimal) {
        try {
            xml.writeStartElement(element);
            xml.writeAttribute("Ccy", currency);
            xml.writeCharacters(decimal);
            xml.writeEndElement();
            return this;
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    String written() {
        try {
            xml.writeEndDocument();
            return text.toString();
        } catch (XMLStreamException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Reads what a merchant sent; empty if it is no XML, or names a document type. */
    static Optional<Element> read(String text) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(new DefaultHandler());
            Document document = builder.parse(new InputSource(new StringReader(text)));
            return Optional.of(document.getDocumentElement());
        } catch (javax.xml.parsers.ParserConfigurationException
                | org.xml.sax.SAXException
                | java.io.IOException unreadable) {
            return Optional.empty();
        }
    }

    /** The text at the end of a path, empty if there is none. */
    static String at(Element from, String path) {
        return element(from, path).map(found -> found.getTextContent().strip()).orElse("");
    }

    static Optional<Element> element(Element from, String path) {
        Node node = from;
        for (String name : path.split("/", -1)) {
            Node child = node.getFirstChild();
            while (child != null && !name.equals(child.getLocalName())) {
                child = child.getNextSibling();
            }
            if (child == null) {
                return Optional.empty();
            }
            node = child;
        }
        return Optional.of((Element) node);
    }
}
