package io.paideia.ledger;

/**
 * A row of the ledger that is not what it must be, or a row that is missing.
 *
 * @param table with its schema
 * @param key names the row: {@code number=4005}
 * @param expected what must stand there, or what must hold
 * @param found what stands there
 */
public record Broken(String table, String key, String expected, String found) {

    boolean isOfSameRow(Broken other) {
        return table.equals(other.table) && key.equals(other.key);
    }

    @Override
    public String toString() {
        return table + " " + key + ": expected " + expected + ", found " + found;
    }
}
