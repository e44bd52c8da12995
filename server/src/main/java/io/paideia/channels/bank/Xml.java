package io.paideia.channels.bank;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Reads XML that strangers wrote: no document type, hence no entities, no network, a limited size.
 * Elements are named without their namespace; whoever reads compares the root's first.
 */
final class Xml {

    /** A bank's statement of a busy day has some ten megabytes. */
    static final int MOST_CHARACTERS = 32 * 1024 * 1024;

    private static final DocumentBuilderFactory READERS = readers();
    private static final TransformerFactory WRITERS = writers();

    private Xml() {}

    /** The text is not XML that we read. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String why) {
            super(why);
        }
    }

    static Element root(String text) throws Unreadable {
        if (text.length() > MOST_CHARACTERS) {
            throw new Unreadable("larger than " + MOST_CHARACTERS + " characters");
        }
        try {
            DocumentBuilder reader;
            synchronized (READERS) {
                reader = READERS.newDocumentBuilder();
            }
            reader.setErrorHandler(new DefaultHandler());
            return reader.parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXException e) {
            throw new Unreadable("not the XML that was expected");
        } catch (IOException | ParserConfigurationException e) {
            throw new IllegalStateException("Cannot read XML", e);
        }
    }

    /** The children of this name. */
    static List<Element> children(Element parent, String name) {
        NodeList nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(child -> name.equals(child.getLocalName()))
                .toList();
    }

    /** The first element at the end of a path of names, {@code Acct/Id/IBAN}. */
    static Optional<Element> at(Element from, String path) {
        Optional<Element> found = Optional.of(from);
        for (String name : path.split("/", -1)) {
            found = found.flatMap(parent -> children(parent, name).stream().findFirst());
        }
        return found;
    }

    /** The text there, without blanks around it; empty where there is none. */
    static Optional<String> text(Element from, String path) {
        return at(from, path)
                .map(Node::getTextContent)
                .map(String::strip)
                .filter(t -> !t.isEmpty());
    }

    static String written(Element element) {
        try {
            StringWriter text = new StringWriter();
            Transformer writer;
            synchronized (WRITERS) {
                writer = WRITERS.newTransformer();
            }
            writer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            writer.transform(new DOMSource(element), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("Cannot write XML", e);
        }
    }

    private static DocumentBuilderFactory readers() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
            factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
            factory.setXIncludeAware(false);
            factory.setExpandEntityReferences(false);
            return factory;
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("This parser cannot be made safe", e);
        }
    }

    private static TransformerFactory writers() {
        TransformerFactory factory = TransformerFactory.newDefaultInstance();
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_STYLESHEET, "");
        return factory;
    }
}
