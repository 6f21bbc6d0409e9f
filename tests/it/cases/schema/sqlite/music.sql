-- Brackets, as databases that came from another server have them.
CREATE TABLE [Band]
(
    [BandId] INTEGER  NOT NULL,
    [Name] NVARCHAR(120),
    CONSTRAINT [PK_Band] PRIMARY KEY  ([BandId])
);
CREATE TABLE [Record]
(
    [RecordId] INTEGER  NOT NULL,
    [Title] NVARCHAR(160)  NOT NULL,
    [BandId] INTEGER  NOT NULL,
    CONSTRAINT [PK_Record] PRIMARY KEY  ([RecordId]),
    FOREIGN KEY ([BandId]) REFERENCES [Band] ([BandId])
		ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE [Track] (
    [TrackId] INTEGER NOT NULL, [Name] NVARCHAR(200) NOT NULL, [RecordId] INTEGER, [Length] INTEGER NOT NULL,
    [Bytes] INTEGER, [UnitPrice] NUMERIC(10,2) NOT NULL, [Unit Price (€)] [numeric](10,2) DEFAULT ('0'),
    CONSTRAINT [PK_Track] PRIMARY KEY ([TrackId]), FOREIGN KEY ([RecordId]) REFERENCES "Record" ("RecordId")
);
CREATE TABLE [MixtapeTrack] ([MixtapeId] INTEGER NOT NULL, [TrackId] INTEGER NOT NULL REFERENCES Track,
    CONSTRAINT [PK_MixtapeTrack] PRIMARY KEY ([MixtapeId], [TrackId]));
CREATE UNIQUE INDEX [IPK_MixtapeTrack] ON [MixtapeTrack]([MixtapeId], [TrackId]);
CREATE INDEX [IFK_RecordBandId] ON [Record] ([BandId]);
CREATE TABLE [Order Lines] (
    [OrderID] [int] NOT NULL, [ProductID] [int] NOT NULL, [UnitPrice] [money] NOT NULL DEFAULT (0),
    [Quantity] [smallint] NOT NULL DEFAULT (1), [Discount] [real] NOT NULL DEFAULT (0),
    CONSTRAINT [PK_Order_Lines] PRIMARY KEY ([OrderID], [ProductID]),
    CHECK ([Discount]>=(0) and [Discount]<=(1)), CHECK ([Quantity]>(0))
);
CREATE VIEW [Sums by Order] AS
SELECT [Order Lines].OrderID, Sum(([Order Lines].UnitPrice*Quantity*(1-Discount)/100)*100) AS Subtotal
FROM [Order Lines] GROUP BY [Order Lines].OrderID;
