import { gql } from 'lightning/graphql';

/** The fields that LINES reads of an order: one component shows both. */
export const CART_LINES = gql`
  query commerceCartLines($where: Commerce_Cart_Line__c_Filter, $size: Int) {
    uiapi {
      query {
        Commerce_Cart_Line__c(
          where: $where
          orderBy: { Position__c: { order: ASC }, Id: { order: ASC } }
          first: $size
        ) {
          edges {
            node {
              Id
              Name {
                value
              }
              Position__c {
                value
              }
              Title__c @optional {
                value
              }
              SKU__c @optional {
                value
              }
              Quantity__c @optional {
                value
              }
              Unit_Price__c @optional {
                value
              }
              Total__c @optional {
                value
              }
              Currency__c @optional {
                value
              }
              Removed__c @optional {
                value
              }
            }
          }
          pageInfo {
            hasNextPage
          }
        }
      }
    }
  }
`;
