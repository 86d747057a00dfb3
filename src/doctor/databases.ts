/** Packages whose queries give what the owner keeps in a database. */
export const DATABASES = /^(mongoose|mongodb|sequelize|@prisma\/client|typeorm)$/;
