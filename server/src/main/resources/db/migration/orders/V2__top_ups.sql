-- A line without a product is money for the buyer's own wallet.
ALTER TABLE item ALTER COLUMN product DROP NOT NULL;
ALTER TABLE item ADD CONSTRAINT item_product CHECK ((product IS NULL) = (kind = 'top_up'));
