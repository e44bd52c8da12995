package io.paideia.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A line of what the buyer tells the bank. Immutable.
 *
 * @param name of a message
 * @param shown for reading; an IBAN in groups of four, as on paper
 * @param copied for pasting into the bank's form
 */
record TransferDetail(String name, String shown, String copied) {

    /** As banks' forms ask; the text comes last and is what people forget. */
    private static final List<String> ORDER =
            List.of("amount", "beneficiary", "account", "bic", "bank_name", "remittance_code");

    /** ISO 13616. */
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}");

    private static final Pattern FOUR = Pattern.compile("(.{4})(?=.)");

    static List<TransferDetail> of(Map<String, String> fields) {
        List<TransferDetail> details = new ArrayList<>();
        for (String name : ORDER) {
            String value = fields.get(name);
            if (value != null) {
                details.add(new TransferDetail(name, shown(name, value, fields), value));
            }
        }
        fields.entrySet().stream()
                .filter(field -> !ORDER.contains(field.getKey()))
                .filter(field -> !field.getKey().equals("currency"))
                .sorted(Map.Entry.comparingByKey())
                .forEach(
                        field ->
                                details.add(
                                        new TransferDetail(
                                                field.getKey(),
                                                field.getValue(),
                                                field.getValue())));
        return List.copyOf(details);
    }

    private static String shown(String name, String value, Map<String, String> fields) {
        return switch (name) {
            case "amount" -> (fields.getOrDefault("currency", "") + " " + value).strip();
            case "account" ->
                    IBAN.matcher(value).matches() ? FOUR.matcher(value).replaceAll("$1 ") : value;
            default -> value;
        };
    }
}
