-- What a statement needs: the sum of a period's debits without reading its entries, and a walk of one look-up a step.

-- What the account had been debited, posted, with its marked entry: so a period's debits are a difference, and its
-- credits follow from the balances.
ALTER TABLE mark ADD COLUMN debits bigint;
UPDATE mark m
   SET debits = s.debits
  FROM (SELECT account, sequence,
               coalesce(sum(amount) FILTER (WHERE side = 'debit' AND phase IN ('single', 'post', 'reverse'))
                            OVER (PARTITION BY account ORDER BY sequence), 0) AS debits
          FROM entry) AS s
 WHERE s.account = m.account AND s.sequence = m.sequence;
ALTER TABLE mark ALTER COLUMN debits SET NOT NULL;

-- The entries of an account from the transfer of this number on, newest first, back along their chain. Read it with a
-- LIMIT: it goes back to the first. Each step takes one row by its key; LIMIT 1 keeps the planner from any other way.
-- Its arguments must not be subselects: PostgreSQL would then run it whole before the first row is read.
CREATE OR REPLACE FUNCTION entries_from(of_account bigint, newest bigint) RETURNS SETOF entry LANGUAGE sql STABLE AS $$
    WITH RECURSIVE walk AS (
        SELECT t AS transfer FROM ledger.transfer t WHERE t.number = newest AND of_account IN (t.debit, t.credit)
        UNION ALL
        SELECT before.transfer
          FROM walk w
         CROSS JOIN LATERAL (
                   SELECT t AS transfer
                     FROM ledger.transfer t
                    WHERE t.number = CASE WHEN (w.transfer).debit = of_account THEN (w.transfer).debit_previous
                                          ELSE (w.transfer).credit_previous END
                    LIMIT 1) AS before
    )
    SELECT of_account,
           CASE WHEN (transfer).debit = of_account THEN (transfer).debit_sequence ELSE (transfer).credit_sequence END,
           (transfer).number, (transfer).id, (transfer).at, (transfer).kind, (transfer).phase,
           CASE WHEN (transfer).debit = of_account THEN 'debit' ELSE 'credit' END,
           (transfer).amount,
           CASE WHEN (transfer).debit = of_account THEN (transfer).debit_balance ELSE (transfer).credit_balance END,
           (transfer).reference,
           CASE WHEN (transfer).debit = of_account THEN (transfer).debit_previous ELSE (transfer).credit_previous END
      FROM walk
$$;
