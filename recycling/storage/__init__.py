"""The only SQL of the product: tables, repositories, transactions, migrations."""
